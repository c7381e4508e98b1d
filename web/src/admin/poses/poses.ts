/** Which poses the library has, as a map, and which of the visitors' found no good photo. */

import { element, svg } from "../../ui/dom";
import type { Api, LibraryPhoto, Wish } from "../api";
import { sure } from "../dialog";
import { limbs } from "../skeleton";
import { words } from "../words";
import { PoseMapView } from "./map";

const POLL_MS = 1500;

export async function openPoses(mount: HTMLElement, api: Api): Promise<void> {
  const say = element("p", { className: "poses__say", attributes: { role: "status" } }, words.loading);
  const map = new PoseMapView(async (ids) => thumbnails(await api.photos(ids)));
  const wanted = element("section", { ariaLabel: words.wanted });
  mount.append(say, map.root, wanted);
  void showWanted(wanted, api);
  for (;;) {
    const { points, is_coming, has_one } = await api.map();
    map.show(points);
    say.textContent = is_coming ? words.mapComing : points.length ? words.mapHelp : words.mapEmpty;
    if (!is_coming && points.length === 0)
      say.append(" ", element("a", { href: "/admin/" }, words.uploadFirst));
    map.root.hidden = !has_one || points.length === 0;
    if (!is_coming) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function thumbnails(photos: readonly LibraryPhoto[]): Map<number, string> {
  return new Map(photos.flatMap(({ id, thumbnail_url }) => (thumbnail_url ? [[id, thumbnail_url]] : [])));
}

async function showWanted(section: HTMLElement, api: Api): Promise<void> {
  const { kept, wanted } = await api.missed();
  section.append(element("h2", {}, words.wanted));
  if (!kept) section.append(element("p", {}, words.missedOff));
  else if (wanted.length === 0) section.append(element("p", {}, words.missedNone));
  if (wanted.length === 0) return;
  const forget = element("button", { className: "button button--small" }, words.forgetMissed);
  forget.onclick = async () => {
    if (!(await sure(words.confirmForget, words.forgetMissed))) return;
    await api.forgetMissed();
    section.replaceChildren();
    await showWanted(section, api);
  };
  section.append(
    element("p", {}, words.wantedHelp),
    element("ul", { className: "wishes" }, ...wanted.map(wishCard)),
    element(
      "div",
      { className: "sheet__buttons" },
      element("a", { className: "button button--small", href: "/admin/" }, words.uploadSome),
      forget,
    ),
  );
}

function wishCard({ keypoints, count, similarity }: Wish): HTMLLIElement {
  const figure = svg(
    "svg",
    { viewBox: "-0.05 -0.05 1.1 1.1", "aria-hidden": "true" },
    ...limbs(keypoints, 0.025),
  );
  const card = element("li", { className: "wish" });
  card.append(figure, element("p", {}, words.wish(count, similarity)));
  return card;
}
