"""The widgets: each shows the state and the frame, and edits the document; none computes or knows another."""
