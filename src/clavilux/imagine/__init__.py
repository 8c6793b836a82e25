"""Pictures: the style book, and the keyframes that painters make of the artwork."""
