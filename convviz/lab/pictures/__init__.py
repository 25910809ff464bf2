"""Values as pictures: colours, scales, levels, thumbnails."""
