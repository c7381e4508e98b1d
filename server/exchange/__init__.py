"""A collection leaves and comes: archives, and COCO files for training."""
