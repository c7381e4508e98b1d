"""What makes training people vary: rooms behind drawn ones, pieces of other photos, labels put right."""

import dataclasses
import json

import numpy as np
import pytest

cv2 = pytest.importorskip("cv2")
pytest.importorskip("keras")

from converter.config import TrainConfig
from converter.data.annotations import Scene, load_people
from converter.data.augment import AugmentConfig, change_pixels
from converter.data.backdrops import backdrop, random_window, set_before
from converter.data.batches import Batches, Source
from converter.data.sides import ARMS, LEGS, mend_sides
from converter.pose.geometry import apply_affine, crop_from_box
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, INDEX, MIRROR, RADIUS_PX
from converter.pose.targets import cell_grid, disks, encode
from converter.train import load_backdrops

GREEN = (0, 255, 0)
STILL = AugmentConfig(
    enlarge=(1, 1),
    loose=0,
    shift=0,
    rotate_deg=0,
    upside_down=0,
    half_body=0,
    colour=0,
    grey=0,
    blur=0,
    coarse=0,
)


@pytest.fixture(scope="module")
def people(data_root):
    return load_people(data_root / "gallery")[0]


@pytest.fixture
def drawn(tmp_path):
    """A folder with one drawn person, red on blue, whose mask tells them from the room."""
    (tmp_path / "drawn" / "images").mkdir(parents=True)
    (tmp_path / "drawn" / "masks").mkdir()
    picture, mask = np.full((240, 180, 3), (0, 0, 255), np.uint8), np.zeros((240, 180), np.uint8)
    picture[60:180, 60:120], mask[60:180, 60:120] = (255, 0, 0), 1
    cv2.imwrite(str(tmp_path / "drawn" / "images" / "a.png"), picture[..., ::-1])
    cv2.imwrite(str(tmp_path / "drawn" / "masks" / "a.png"), mask)
    keypoints = np.column_stack([np.linspace(65, 115, 17), np.linspace(65, 175, 17), np.full(17, 2)])
    person = {"id": 1, "image_id": 1, "bbox": [60, 60, 60, 120], "keypoints": keypoints.ravel().tolist()}
    write_annotations(tmp_path / "drawn", "a.png", person)
    return tmp_path


@pytest.fixture
def street(drawn):
    """A folder with one photo of a green street and one person in it."""
    (drawn / "street" / "images").mkdir(parents=True)
    cv2.imwrite(str(drawn / "street" / "images" / "b.png"), np.full((200, 300, 3), GREEN, np.uint8))
    write_annotations(drawn / "street", "b.png", {"id": 1, "image_id": 1, "bbox": [0, 0, 150, 200]})
    return load_backdrops(TrainConfig(sources=(), backdrops="street"), drawn)


def write_annotations(folder, file_name: str, annotation: dict) -> None:
    data = {"images": [{"id": 1, "file_name": file_name}], "annotations": [annotation]}
    (folder / "annotations.json").write_text(json.dumps(data))


def crop_of(drawn, backdrops, share: float, **augment) -> np.ndarray:
    people, problems = load_people(drawn / "drawn")
    assert not problems
    settings = dataclasses.replace(STILL, occlude=0, backdrop=share, **augment)
    loader = Batches([Source(people)], 1, 1, seed=1, augment=settings, backdrops=backdrops)
    return loader.sample(0).crop


def share_of(crop: np.ndarray, colour: tuple[int, int, int]) -> float:
    return float((np.abs(crop.astype(int) - colour).max(-1) < 30).mean())


def test_a_drawn_person_stays_and_their_room_is_replaced(drawn, street):
    before, after = crop_of(drawn, street, 0), crop_of(drawn, street, 1)
    assert share_of(before, (0, 0, 255)) > 0.1 and share_of(before, GREEN) == 0
    assert share_of(after, (0, 0, 255)) < 0.01
    assert share_of(after, GREEN) == pytest.approx(share_of(before, (0, 0, 255)), abs=0.03)
    assert share_of(after, (255, 0, 0)) == pytest.approx(share_of(before, (255, 0, 0)), abs=0.03)


def test_without_photos_of_rooms_drawn_people_stay_where_they_are(drawn):
    backdrops = load_backdrops(TrainConfig(sources=(), backdrops="not there"), drawn)
    assert backdrops == []
    assert (crop_of(drawn, backdrops, 1) == crop_of(drawn, backdrops, 0)).all()


def test_beyond_a_drawn_picture_it_stays_black(drawn, street):
    before, after = (crop_of(drawn, street, share, enlarge=(3, 3)) for share in (0, 1))
    assert share_of(before, (0, 0, 0)) > 0.2
    assert share_of(after, (0, 0, 0)) == pytest.approx(share_of(before, (0, 0, 0)), abs=0.03)
    assert share_of(after, GREEN) > 0.2


def test_only_the_room_is_replaced():
    crop = np.zeros((CROP_HEIGHT, CROP_WIDTH, 3), np.uint8)
    people = np.zeros((CROP_HEIGHT, CROP_WIDTH), np.uint8)
    people[:100] = 255
    set_together = set_before(crop, people, np.full_like(crop, 200))
    assert (set_together[:90] == 0).all() and (set_together[110:] >= 199).all()


def test_a_room_is_cut_from_where_nobody_stands():
    scene = Scene(None, 1, (300, 200), np.array([[0.0, 0, 150, 200]]), np.zeros((0, 4)), True)
    photo = np.zeros((200, 300, 3), np.uint8)
    photo[:, :150] = 255
    rng = np.random.default_rng(1)
    seen = [backdrop(photo, random_window(scene, rng), rng) for _ in range(50)]
    assert {piece.shape for piece in seen} == {(CROP_HEIGHT, CROP_WIDTH, 3)}
    assert np.mean([piece.mean() for piece in seen]) < 255 / 8


def test_a_window_fits_the_smallest_photo():
    for size in ((2, 2), (3, 400), (400, 3)):
        scene = Scene(None, 1, size, np.zeros((0, 4)), np.zeros((0, 4)), True)
        for seed in range(30):
            left, top, width, height = random_window(scene, np.random.default_rng(seed))
            assert left >= 0 and top >= 0 and left + width <= size[0] and top + height <= size[1]


def test_pieces_of_another_photo_hide_a_body():
    crop = np.zeros((CROP_HEIGHT, CROP_WIDTH, 3), np.uint8)
    for other in (np.full((300, 300, 3), GREEN, np.uint8), np.full((5, 300, 3), GREEN, np.uint8)):
        settings = dataclasses.replace(STILL, occlude=1, photo_patches=1)
        hidden = change_pixels(crop, settings, np.random.default_rng(2), other)
        assert 0 < (hidden == GREEN).all(-1).mean() < 0.5
        assert ((hidden == GREEN).all(-1) | (hidden == 0).all(-1)).all()


def test_a_dark_room_takes_light_and_adds_noise():
    crop = np.full((CROP_HEIGHT, CROP_WIDTH, 3), 200, np.uint8)
    plain, dark = (
        change_pixels(crop, dataclasses.replace(STILL, occlude=0, dark=share), np.random.default_rng(4))
        for share in (0, 1)
    )
    assert (plain == crop).all()
    assert 10 < dark.mean() < 110 and dark.std() > 1
    again = change_pixels(crop, dataclasses.replace(STILL, occlude=0, dark=1), np.random.default_rng(4))
    assert (again == dark).all()


def test_a_coarse_grid_has_the_disks_of_every_second_cell():
    keypoints = np.random.default_rng(1).uniform(-20, 260, (17, 3))
    _, coarse = disks(keypoints, cell_grid()[::2, ::2], RADIUS_PX)
    assert (coarse == encode(keypoints).heatmaps[::2, ::2]).all() and coarse.any()


class Says:
    """A network that is sure of the given keypoints, whatever it sees."""

    def __init__(self, keypoints: np.ndarray, person):
        points = apply_affine(crop_from_box(person.box_xyxy), keypoints[:, :2])
        target = encode(np.column_stack([points, np.full(len(points), 2)]))
        self.maps = {"heatmaps": target.heatmaps * 20 - 10, "offsets": target.offsets}

    def predict_on_batch(self, crops):
        return {name: np.repeat(maps[None], len(crops), 0) for name, maps in self.maps.items()}


def swapped(person, limbs):
    keypoints = person.keypoints.copy()
    keypoints[limbs] = person.keypoints[MIRROR][limbs]
    return dataclasses.replace(person, keypoints=keypoints)


@pytest.fixture(scope="module")
def wide(people):
    """Somebody whose arms and legs lie far enough apart that their sides can be told."""
    wrists = [INDEX["left_wrist"], INDEX["right_wrist"]]
    return max(people, key=lambda person: np.ptp(person.keypoints[wrists, 0]))


@pytest.mark.parametrize("limbs", [[*ARMS, *LEGS], ARMS], ids=["whole", "arms"])
def test_a_label_with_left_and_right_mixed_up_is_mended(wide, limbs):
    (mended,), count = mend_sides([swapped(wide, limbs)], Says(wide.keypoints, wide))
    assert count == 1
    np.testing.assert_array_equal(mended.keypoints[5:], wide.keypoints[5:])


def test_a_right_label_stays(wide):
    (kept,), count = mend_sides([wide], Says(wide.keypoints, wide))
    assert count == 0 and kept is wide


def test_a_network_that_sees_something_else_altogether_changes_nothing(wide):
    elsewhere = wide.keypoints + np.array([0, 90, 0])
    label = swapped(wide, [*ARMS, *LEGS])
    (kept,), count = mend_sides([label], Says(elsewhere, wide))
    assert count == 0 and kept is label


def test_nobody_is_twisted_by_mending(wide):
    says = swapped(wide, ARMS)
    (kept,), count = mend_sides([wide], Says(says.keypoints, wide))
    assert count == 0 and kept is wide


def test_disks_of_another_radius_are_learnt_where_a_run_asks_for_them(people):
    sizes = []
    for radius in (RADIUS_PX, RADIUS_PX * 2):
        loader = Batches([Source(people)], 2, 1, seed=1, augment=STILL, radius_px=radius)
        sizes.append(loader[0][1]["heatmaps"][..., :17].sum())
    assert sizes[1] == pytest.approx(4 * sizes[0], rel=0.2)
