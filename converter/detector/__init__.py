"""The person detector: stage 1 of arXiv 1701.01779, with the pose network's own backbone and decoder."""
