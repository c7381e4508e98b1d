"""The person detector: what is encoded is decoded, views carry their boxes along, and duplicates go."""

import cv2
import numpy as np
import pytest
from PIL import Image

from converter.data.annotations import Scene, load_scenes
from converter.data.augment import AugmentConfig
from converter.detector.evaluate import box_figures
from converter.detector.scenes import SceneBatches, boxes_in_view, random_view
from converter.detector.targets import encode_boxes
from converter.pose.detect import (
    MAP_SIZE,
    SIZE,
    STRIDE,
    UNIT_PX,
    Detections,
    agreed_box,
    agreement,
    boxes_to_image,
    decode_boxes,
    detect,
    detect_in_photo,
    detect_in_window,
    input_from_image,
    nearby_windows,
    overlap,
    small_in_photo,
    suppress,
)
from converter.pose.geometry import apply_affine
from converter.pose.people import FoundPerson, find_people, suppress_same
from converter.pose.spec import K
from converter.pose.targets import MAP_HEIGHT, MAP_WIDTH

NOBODY = np.zeros((0, 4))
PLAIN = AugmentConfig(colour=0, grey=0, blur=0, coarse=0, occlude=0)


def logits(probabilities: np.ndarray) -> np.ndarray:
    p = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.log(p / (1 - p))


def test_boxes_come_back_from_their_targets():
    boxes = np.array([[10, 20, 100, 240], [120, 30, 180, 200], [60, 100, 90, 150]], float)
    targets = encode_boxes(boxes, NOBODY)
    found = decode_boxes(logits(targets.centres), targets.boxes, min_score=0.9)
    order = [int(overlap(box, found.boxes_xyxy).argmax()) for box in boxes]
    np.testing.assert_allclose(found.boxes_xyxy[order], boxes, atol=1e-3)


def test_each_person_weighs_the_same_in_the_boxes_loss():
    boxes = np.array([[10, 20, 100, 240], [150, 30, 180, 90]], float)
    weights = encode_boxes(boxes, NOBODY).box_weights
    assert weights.sum() == pytest.approx(2, abs=1e-5)


def test_where_not_everybody_has_a_box_only_boxes_count():
    box, everywhere = np.array([[96, 96, 160, 160]], float), np.array([[0, 0, 256, 256]], float)
    counted = encode_boxes(box, everywhere).counted[..., 0]
    assert counted[16, 16] == 1
    assert counted[0, 0] == 0
    assert encode_boxes(box, NOBODY).counted.min() == 1


def test_a_doubtful_box_does_not_count():
    counted = encode_boxes(NOBODY, np.array([[0, 0, 64, 64]], float)).counted[..., 0]
    assert counted[4, 4] == 0
    assert counted[20, 20] == 1


@pytest.mark.parametrize("mosaic", [0, 1])
def test_a_lit_place_and_its_box_land_together_in_every_view(tmp_path, mosaic):
    """A white block on black is carried through scale, shift and flip; its box must still hold it."""
    pixels = np.zeros((120, 200, 3), np.uint8)
    pixels[40:80, 50:110] = 255
    Image.fromarray(pixels).save(tmp_path / "scene.png")
    # Whole numbers are pixel centres: the block spans columns 50 to 109 and rows 40 to 79.
    scene = Scene(
        tmp_path / "scene.png", 1, (200, 120), np.array([[49.5, 39.5, 109.5, 79.5]]), NOBODY, complete=True
    )
    batches = SceneBatches([([scene], 1)], 1, 1, 3, (0.8, 1.5), mosaic, PLAIN)
    for number in range(20):
        picture, boxes, doubtful = batches.sample(number)
        _, _, blobs, _ = cv2.connectedComponentsWithStats((picture[..., 0] > 127).astype(np.uint8))
        lit = [[x - 0.5, y - 0.5, x + w - 0.5, y + h - 0.5] for x, y, w, h, size in blobs[1:] if size > 50]
        for block in np.array(lit):
            assert np.abs(np.concatenate([boxes, doubtful]) - block).max(1).min() < 1.5


def test_views_from_nearby_show_small_people_large_and_whole(tmp_path):
    small, large = [180.0, 90, 190, 110], [0.0, 0, 150, 120]
    Image.new("RGB", (200, 120)).save(tmp_path / "scene.png")
    scene = Scene(tmp_path / "scene.png", 1, (200, 120), np.array([small, large]), NOBODY, complete=True)
    np.testing.assert_array_equal(small_in_photo(scene.boxes_xyxy, *scene.size), [True, False])
    batches = SceneBatches([([scene], 1)], 1, 1, 3, (0.8, 1.5), 0, PLAIN, nearby=1)
    for number in range(20):
        _, boxes, _ = batches.sample(number)
        longer = (boxes[:, 2:] - boxes[:, :2]).max(-1)
        assert ((longer > SIZE / 4) & (longer < SIZE)).any()


def test_a_person_nearly_out_of_view_is_doubtful(tmp_path):
    scene = Scene(
        tmp_path / "none.png", 1, (257, 257), np.array([[-90.0, 10, 10, 110]]), NOBODY, complete=True
    )
    boxes, doubtful = boxes_in_view(scene, input_from_image(257, 257))
    assert len(boxes) == 0
    assert len(doubtful) == 1


def test_a_sample_depends_on_seed_and_number_alone(tmp_path):
    Image.new("RGB", (60, 50), "teal").save(tmp_path / "a.png")
    scene = Scene(tmp_path / "a.png", 1, (60, 50), np.array([[5.0, 5, 40, 45]]), NOBODY, complete=True)
    first, again = (SceneBatches([([scene], 1)], 2, 4, 9, (0.8, 2), 0.5, AugmentConfig()) for _ in range(2))
    np.testing.assert_array_equal(first.sample(5)[0], again.sample(5)[0])
    view = random_view(scene, (0.8, 2), np.random.default_rng(1))
    assert abs(np.linalg.det(view[:, :2])) > 0
    pictures, targets = first[1]
    assert pictures.shape == (2, SIZE, SIZE, 3)
    assert targets["centres"].shape == (2, MAP_SIZE, MAP_SIZE, 2)
    assert targets["boxes"].shape == (2, MAP_SIZE, MAP_SIZE, 5)


def test_boxes_return_to_the_picture_and_stay_inside():
    found = Detections(np.array([[0.0, 0, 256, 256], [-40, 100, 64, 150]]), np.array([0.9, 0.8]))
    moved = boxes_to_image(found, 640, 480)
    np.testing.assert_allclose(moved.boxes_xyxy[0], [0, 0, 639, 479])
    x0, y0 = apply_affine(input_from_image(640, 480), moved.boxes_xyxy[1, :2])
    assert (x0, y0) == pytest.approx((0, 100))


def test_of_boxes_that_overlap_the_surest_stays():
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]], float)
    assert suppress(boxes, 0.6) == [0, 2]
    assert suppress(np.zeros((0, 4)), 0.6) == []


def test_boxes_of_nearly_the_same_place_agree():
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [5, 0, 15, 10]], float)
    # The second overlaps by 9/11; the third by a third, so that it is another's.
    weights = np.array([0.9, 0.3 * 9 / 11])
    expected = (weights[:, None] * boxes[:2]).sum(0) / weights.sum()
    np.testing.assert_allclose(agreed_box(boxes[0], boxes, np.array([0.9, 0.3, 0.8])), expected)
    np.testing.assert_allclose(agreed_box(boxes[2], boxes, np.array([0.9, 0.3, 0.8])), boxes[2])


def test_scenes_say_themselves_whether_they_are_complete(data_root):
    scenes, problems = load_scenes(data_root / "gallery", complete=False)
    assert not problems
    assert all(len(scene.boxes_xyxy) == 1 and not scene.complete for scene in scenes)


def test_figures_of_a_perfect_and_of_a_blind_detector(tmp_path):
    scene = Scene(tmp_path / "a.png", 1, (100, 100), np.array([[10.0, 10, 60, 90]]), NOBODY, True)
    perfect, blind = Detections(scene.boxes_xyxy, np.array([0.9])), Detections(NOBODY, np.zeros(0))
    assert box_figures([scene], [perfect], [perfect]) == {"ap": 1.0, "ap_50": 1.0, "largest": 1.0}
    assert box_figures([scene], [blind], [blind]) == {"ap": 0.0, "ap_50": 0.0, "largest": 0.0}
    # Too doubtful for the product, though not for AP.
    assert box_figures([scene], [perfect], [blind])["largest"] == 0.0


class OneBox:
    """A detector that sees one person in the middle of every picture, `right_px` right of the middle cell."""

    def __init__(self, right_px: float = 0):
        self.right_px = right_px

    def predict_on_batch(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        sides = pictures.shape[1] - 1
        cells, share = sides // STRIDE + 1, sides / UNIT_PX
        centres = np.full((len(pictures), cells, cells, 1), -9.0)
        here = [self.right_px * share, 0, np.log(0.5 * share), np.log(0.75 * share)]
        boxes = np.tile(here, (len(pictures), cells, cells, 1))
        centres[:, cells // 2, cells // 2] = 9
        return {"centres": centres, "boxes": boxes}


class EveryKeypoint:
    """A pose network that sees every keypoint in the middle of its crop."""

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        heatmaps = np.full((len(crops), MAP_HEIGHT, MAP_WIDTH, K), -9.0)
        heatmaps[:, 16, 12] = 9
        return {"heatmaps": heatmaps, "offsets": np.zeros((*heatmaps.shape[:3], 2 * K))}


def test_a_box_and_a_pose_in_pixels_of_the_photo():
    image = Image.new("RGB", (401, 301))
    assert detect(OneBox(), image).boxes_xyxy == pytest.approx(np.array([[100, 0, 300, 300]]), abs=1)
    (person,) = find_people(OneBox(), EveryKeypoint(), image)
    np.testing.assert_allclose(person.pose[:, :2], np.tile([200, 150], (K, 1)), atol=1)
    assert 0 < person.score <= 1


def test_in_a_photo_all_looks_agree_on_one_box_and_the_mirror_image_is_turned_back():
    image = Image.new("RGB", (401, 301))
    # 8 of the input's 256 px are 12.5 of the photo's 400; seen in the flipped picture, that is to the left.
    right, left = pytest.approx([112.5, 0, 312.5, 300], abs=1), pytest.approx([87.5, 0, 287.5, 300], abs=1)
    assert detect(OneBox(8), image).boxes_xyxy[0] == right
    assert detect(OneBox(8), image, 513).boxes_xyxy[0] == right
    assert detect(OneBox(8), image, flipped=True).boxes_xyxy[0] == left
    boxes, scores = detect_in_photo(OneBox(8), image)
    # Half of the looks say so much to the right, half to the left.
    assert len(scores) == 1 and boxes[0] == pytest.approx([100, 0, 300, 300], abs=3)


def test_whoever_stands_before_a_crowd_is_not_lost_in_it():
    faces = np.array([[20.0 * n, 0, 20 * n + 10, 20] for n in range(8)])
    in_front = np.array([0.0, 50, 200, 400])
    look = Detections(np.vstack([faces, in_front]), np.array([0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.3]))
    boxes, scores = agreement([look], 4)
    np.testing.assert_allclose(boxes, [*faces[:3], in_front])
    assert scores.tolist() == [0.9, 0.9, 0.9, 0.3]


class OneBlock:
    """A detector that sees a white block exactly from nearby, and twice as wide from afar."""

    def predict_on_batch(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        side = pictures.shape[1]
        cells = (side - 1) // STRIDE + 1
        centres = np.full((len(pictures), cells, cells, 1), -9.0)
        boxes = np.zeros((len(pictures), cells, cells, 4))
        for number, picture in enumerate(pictures):
            rows, columns = np.nonzero(picture[..., 0] > 127)
            low, high = (np.array([columns, rows]).min(1), np.array([columns, rows]).max(1) + 1)
            column, row = np.rint((low + high) / 2 / STRIDE).astype(int)
            spread = 1 if (high - low).max() > side / 3 else 2
            centres[number, row, column] = 2
            boxes[number, row, column, :2] = (low + high) / 2 - np.array([column, row]) * STRIDE
            boxes[number, row, column, 2:] = np.log((high - low) * [spread, 1] / UNIT_PX)
        return {"centres": centres, "boxes": boxes}


def test_somebody_small_is_looked_at_from_nearby():
    pixels = np.zeros((300, 400, 3), np.uint8)
    pixels[100:160, 300:340] = 255
    image, truth = Image.fromarray(pixels), np.array([300.0, 100, 340, 160])
    assert overlap(truth, detect(OneBlock(), image).boxes_xyxy)[0] < 0.6
    assert overlap(truth, detect_in_photo(OneBlock(), image).boxes_xyxy).max() > 0.9


def test_windows_lie_around_the_largest_people_who_are_small_and_stay_in_the_photo():
    boxes = np.array([[10, 20, 30, 60], [0, 0, 380, 300], [300, 200, 310, 220], [350, 250, 390, 290]], float)
    sure = np.array([0.9, 0.8, 0.7, 0.6])
    windows = nearby_windows(Detections(boxes, sure), 400, 300)
    # The second nearly fills the photo, so that three people have two windows; the third is the smallest.
    assert windows == [(326, 226, 400, 300), (0, 0, 64, 84)]
    assert nearby_windows(Detections(boxes, sure / 20), 400, 300) == []


def test_a_box_that_a_window_s_edge_may_cut_does_not_count():
    image = Image.new("RGB", (400, 300))
    middle = (100, 50, 300, 250)
    # OneBox is as wide as half a window, and three quarters as high.
    assert detect_in_window(OneBox(), image, middle, False).boxes_xyxy[0] == pytest.approx(
        [150, 75, 250, 225], abs=1
    )
    assert len(detect_in_window(OneBox(-64), image, middle, False).boxes_xyxy) == 0
    # At the photo's own edge nothing is cut that the photo shows.
    assert len(detect_in_window(OneBox(-64), image, (0, 50, 200, 250), False).boxes_xyxy) == 1


def test_of_two_nearly_equal_poses_the_surer_stays():
    rng = np.random.default_rng(4)
    pose = np.column_stack([rng.uniform(0, 100, (K, 2)), np.ones(K)])
    people = [
        FoundPerson(pose + np.array([shift, 0, 0]), np.zeros(4), score)
        for shift, score in ((0, 0.9), (1, 0.8), (300, 0.7))
    ]
    assert [person.score for person in suppress_same(people)] == [0.9, 0.7]
