"""Pictures in, feature maps out, and the files that ship with convviz; no Qt."""
