"""From a folder of photos with COCO keypoints to batches: no TensorFlow needed."""
