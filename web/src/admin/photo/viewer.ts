/** One photo at a time, large: judge it, correct its pose, say what it is; and on to the next. */

import { element } from "../../ui/dom";
import {
  type Api,
  type Collection,
  type LibraryPhoto,
  type PhotoInFull,
  ServerError,
  type Verdict,
  type What,
} from "../api";
import { sure } from "../dialog";
import type { Steps } from "../steps";
import { words } from "../words";
import { detailsForm } from "./details";
import { same } from "./edits";
import { pastPoses } from "./past";
import { Stage } from "./stage";

export interface Place {
  ids: readonly number[];
  place: number;
}

const VERDICTS: ReadonlySet<What> = new Set(["approved", "rejected", "corrected", "reopened"]);

export class Viewer {
  readonly root = element("dialog", { className: "viewer", ariaLabel: words.photo });
  private readonly stage = new Stage(() => this.update());
  private readonly side = element("div", { className: "viewer__side" });
  private readonly title = element("h2", { className: "viewer__title", tabIndex: -1 });
  private readonly count = element("p", { className: "viewer__count" });
  private readonly doubts = element("p", { className: "viewer__doubts" });
  private readonly say = element("p", { className: "viewer__say", attributes: { role: "status" } });
  private readonly undoButton = this.button(words.undo, "Z", () => void this.undo());
  private readonly redoButton = this.button(words.redo, "⇧Z", () => this.stage.redo());
  private readonly saveButton = this.button(words.save, "S", () => void this.decide("approved"));
  private readonly somebody = this.button(words.drawSomebody, "", () => this.stage.drawSomebody());
  private readonly approve = this.button(words.approve, "A", () => void this.decide("approved"));
  private readonly reject = this.button(words.reject, "R", () => void this.decide("rejected"));
  private readonly help = element(
    "details",
    {},
    element("summary", {}, words.howToCorrect),
    element("p", {}, words.correctHelp),
  );
  private readonly details = element("div");
  private readonly past = element("div");
  private ids: readonly number[] = [];
  private place = 0;
  private photo: PhotoInFull | null = null;

  constructor(
    private readonly api: Api,
    private readonly steps: Steps,
    private readonly collections: () => readonly Collection[],
    private readonly onPhoto: (photo: LibraryPhoto) => void,
    private readonly onClose: (place: number) => void,
  ) {
    const close = this.button("×", "", () => void this.close());
    close.ariaLabel = words.close;
    close.classList.add("viewer__close");
    const previous = this.button("‹", "", () => void this.go(-1));
    const next = this.button("›", "", () => void this.go(1));
    previous.ariaLabel = words.previous;
    next.ariaLabel = words.next;
    this.approve.classList.add("button--primary");
    const bar = element("div", { className: "viewer__bar" }, previous, this.count, next, close);
    const verdicts = element("div", { className: "viewer__verdicts" }, this.approve, this.reject);
    const tools = element(
      "div",
      { className: "viewer__verdicts" },
      this.undoButton,
      this.redoButton,
      this.saveButton,
      this.somebody,
    );
    this.side.append(this.title, this.doubts, verdicts, tools, this.say, this.past, this.help, this.details);
    this.root.append(bar, this.stage.root, this.side);
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("cancel", (event) => {
      event.preventDefault();
      void this.close();
    });
    document.body.append(this.root);
  }

  open({ ids, place }: Place): void {
    this.ids = ids;
    this.place = place;
    this.root.showModal();
    void this.load();
  }

  private async close(): Promise<void> {
    if (!(await this.mayLeave())) return;
    this.root.close();
    this.onClose(this.place);
  }

  private async go(step: number): Promise<void> {
    if (!this.ids[this.place + step] || !(await this.mayLeave())) return;
    this.place += step;
    await this.load();
  }

  private async mayLeave(): Promise<boolean> {
    return !this.stage.changed || (await sure(words.leaveChanges, words.leave));
  }

  private async load(): Promise<void> {
    const id = this.ids[this.place]!;
    try {
      this.show(await this.api.photo(id));
    } catch (error) {
      this.tell(error);
    }
  }

  private show(photo: PhotoInFull): void {
    this.photo = photo;
    this.title.textContent = photo.title;
    this.count.textContent = words.placeOf(this.place + 1, this.ids.length);
    const doubtful = photo.review === "doubtful";
    // The doubt, or what stands in the picture's place, says the same.
    const reason = doubtful || !photo.url ? "" : photo.reason;
    this.say.textContent = photo.looks_like ? words.looksLike : reason;
    if (photo.looks_like) this.say.append(linkTo(photo.looks_like));
    this.doubts.textContent = doubtful
      ? photo.doubts.map((doubt) => words.why[doubt]).join(" ")
      : words.review[photo.review];
    this.details.replaceChildren(
      detailsForm(photo, this.collections(), async (changes) => {
        await this.act(async () => {
          await this.api.edit([photo.id], changes);
          const [fresh] = await this.api.photos([photo.id]);
          if (fresh) this.onPhoto(fresh);
          this.title.textContent = fresh?.title ?? photo.title;
          this.say.textContent = words.saved;
        });
      }),
    );
    this.past.replaceChildren(pastPoses(photo, (pose) => this.stage.use(pose)));
    this.stage.show(photo);
    this.title.focus();
  }

  private update(): void {
    const { photo } = this;
    if (!photo) return;
    const drawn = photo.url !== null;
    this.saveButton.hidden = !this.stage.changed;
    this.approve.hidden = this.stage.changed || !drawn;
    this.approve.disabled = this.stage.pose === null;
    this.reject.hidden = this.help.hidden = !drawn;
    this.somebody.hidden = this.stage.pose !== null || !drawn;
    this.redoButton.hidden = !this.stage.canRedo;
    this.undoButton.disabled = !this.stage.canUndo && !this.lastVerdict;
  }

  private async decide(review: Verdict["review"]): Promise<void> {
    const { photo, stage } = this;
    if (!photo?.url || (review === "approved" && !stage.pose)) return;
    await this.act(async () => {
      const keypoints = stage.pose;
      const isNetworks = keypoints !== null && same(keypoints, photo.people[0] ?? null);
      const corrected = (photo.corrected || stage.changed) && !isNetworks;
      const { photo: fresh, change: id } = await this.api.decide(photo.id, {
        review,
        reason: "",
        keypoints,
        corrected,
      });
      this.steps.add({ id, what: review === "rejected" ? "rejected" : "approved", photo: photo.id });
      this.onPhoto(fresh);
      const isLast = this.place + 1 >= this.ids.length;
      if (!isLast) this.place += 1;
      await this.load();
      const decided = words.decided[review === "rejected" ? "rejected" : "approved"](photo.title);
      this.say.textContent = isLast ? `${decided} ${words.lastOne}` : decided;
    });
  }

  private get lastVerdict() {
    return this.steps.last(({ what }) => VERDICTS.has(what));
  }

  /** First what was moved in this photo, then the verdicts before, those of earlier visits too. */
  private async undo(): Promise<void> {
    if (this.stage.canUndo) return this.stage.undo();
    const last = this.lastVerdict;
    if (!last) return;
    await this.act(async () => {
      await this.steps.undo(last);
      const [fresh] = last.photo === null ? [] : await this.api.photos([last.photo]);
      if (fresh) this.onPhoto(fresh);
      const place = this.ids.indexOf(last.photo ?? -1);
      if (place >= 0) this.place = place;
      await this.load();
      this.say.textContent = fresh && place < 0 ? words.undoneOf(fresh.title) : words.undone;
    });
  }

  private async act(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.tell(error);
    }
  }

  private tell(error: unknown): void {
    this.say.textContent = error instanceof ServerError ? error.message : words.noAnswer;
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (target.closest("input, select, textarea")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const command = event.ctrlKey || event.metaKey;
    if (command && key !== "z" && key !== "y") return;
    const actions: Record<string, () => unknown> = {
      ArrowLeft: () => this.go(-1),
      ArrowRight: () => this.go(1),
      a: () => this.decide("approved"),
      s: () => this.decide("approved"),
      r: () => this.decide("rejected"),
      z: () => (event.shiftKey ? this.stage.redo() : this.undo()),
      ...(command && { y: () => this.stage.redo() }),
    };
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    void action();
  }

  private button(label: string, key: string, onclick: () => void): HTMLButtonElement {
    const node = element("button", { type: "button", className: "button button--small", onclick }, label);
    if (key) node.append(element("kbd", { attributes: { "aria-hidden": "true" } }, key));
    return node;
  }
}

function linkTo({ title, url }: { title: string; url: string }): HTMLAnchorElement {
  return element("a", { href: url, target: "_blank", rel: "noopener" }, title);
}
