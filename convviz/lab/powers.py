"""Large numbers in short: powers of ten as people write them."""

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def power_of_ten(exponent: int) -> str:
    """Write a power of ten: with its digits from 1 to 1,000, else with an exponent.

    Examples
    --------
    >>> power_of_ten(3), power_of_ten(13), power_of_ten(-2)
    ('1,000', '10¹³', '10⁻²')
    """
    return f"{10**exponent:,}" if 0 <= exponent < 4 else f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def short_count(count: int) -> str:
    """Write a whole number, at least 0, with three digits and a power of ten; one below a million with all its digits.

    Examples
    --------
    >>> short_count(14_450_688), short_count(456), short_count(17_856_288_000_000)
    ('1.45 × 10⁷', '456', '1.79 × 10¹³')
    """
    if count < 1_000_000:
        return f"{count:,}"
    mantissa, _, exponent = f"{count:.2e}".partition("e")
    return f"{mantissa} × {power_of_ten(int(exponent))}"
