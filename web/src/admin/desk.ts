/** The curator's desk: everything in the library, found, judged, described and put in its place. */

import "@fontsource-variable/figtree";
import "../style/tokens.css";
import "../style/base.css";
import "./admin.css";
import "./team.css";
import "./desk.css";
import "./sheet.css";
import { element } from "../ui/dom";
import { Api, type Collection, type Desk, type State } from "./api";
import { BulkBar } from "./library/bulk";
import { openCollections } from "./library/collections";
import { Filters } from "./library/filters";
import { Grid } from "./library/grid";
import { openHistory } from "./library/history";
import { Rows } from "./library/rows";
import { Selection } from "./library/selection";
import { Notice } from "./notice";
import { Viewer } from "./photo/viewer";
import { openPoses } from "./poses/poses";
import { Steps } from "./steps";
import { openUploader } from "./uploads/uploader";
import { Watch } from "./watch";
import { words } from "./words";

const mount = document.querySelector<HTMLElement>("#uploader");
const library = document.querySelector<HTMLElement>("#library");
const poses = document.querySelector<HTMLElement>("#poses");
// The same script runs on the sign-in pages, which have none of them.
if (mount && library) void openDesk(mount, library);
if (poses) void openPoses(poses, new Api(poses.dataset as unknown as Desk));

async function openDesk(mount: HTMLElement, library: HTMLElement): Promise<void> {
  const desk = mount.dataset as unknown as Desk;
  const api = new Api(desk);
  const selection = new Selection();
  const steps = new Steps(api);
  const notice = new Notice();
  let collections: readonly Collection[] = [];
  let soon = 0;
  const rows = new Rows(api, () => grid.refresh());
  const filters = new Filters(() => void reload(), {
    review: () => void review(),
    collections: () => openCollections(api, () => void reload()),
    history: () => openHistory(api, (id) => bulk.undo(id)),
  });
  const viewer = new Viewer(
    api,
    steps,
    () => collections,
    (photo) => rows.put(photo),
    (place) => {
      selection.moveTo(Math.min(place, rows.ids.length - 1));
      void reload();
      grid.show(selection.current);
      grid.root.focus({ preventScroll: true });
    },
  );
  const bulk: BulkBar = new BulkBar(
    api,
    selection,
    rows,
    steps,
    notice,
    () => collections,
    () => void reload(),
  );
  const grid: Grid = new Grid(rows, selection, {
    open: (place) => rows.ids.length > 0 && viewer.open({ ids: rows.ids, place }),
    trash: () => void bulk.trash(),
    edit: () => bulk.edit(),
    undo: () => void bulk.undo(),
    chosen: () => bulk.refresh(filters.view.state),
  });
  const empty = document.querySelector<HTMLElement>("#empty")!;
  const showAll = element(
    "button",
    { className: "button button--small", onclick: () => void everything() },
    words.showAll,
  );
  library.append(filters.root, bulk.root, grid.root);

  async function reload(): Promise<void> {
    const [counts, found] = await Promise.all([api.counts(), api.collections(), rows.open(filters.view)]);
    collections = found;
    filters.refresh(counts, collections, rows.ids.length);
    selection.keepOnly(rows.ids);
    bulk.refresh(filters.view.state);
    empty.hidden = rows.ids.length > 0;
    const isNew = counts.all === 0 && filters.isPlain;
    empty.replaceChildren(isNew ? words.emptyLibrary : words.emptyView);
    if (!isNew) empty.append(" ", showAll);
    grid.refresh();
  }

  async function everything(): Promise<void> {
    filters.set({ state: "all", sort: "newest", words: "", collection: "" });
    await reload();
    grid.root.focus();
  }

  /** Thousands may arrive one by one; the list is asked for once for all of a moment. */
  function reloadSoon(): void {
    clearTimeout(soon);
    soon = window.setTimeout(() => void reload(), 300);
  }

  async function review(): Promise<void> {
    filters.set({ state: "doubtful" as State, sort: "least_sure", words: "", collection: "" });
    await reload();
    if (rows.ids.length > 0) viewer.open({ ids: rows.ids, place: 0 });
  }

  const upload = openUploader(mount, desk, ({ kind, id }) => {
    if (kind === "video") watch.videoArrived(id);
    else watch.photoArrived(id);
  });
  const watch = new Watch(desk, {
    photo: (photo) => {
      rows.put(photo);
      reloadSoon();
    },
    video: (video) => video.status === "failed" && upload.tell(video.title, video.reason),
    counts: (counts) => {
      document.querySelector(".desk__counts")!.textContent = words.counts(counts);
    },
  });
  watch.follow();
  await Promise.all([steps.load(), reload()]);
}
