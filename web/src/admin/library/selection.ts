/** Which photos of a long list are chosen, and the one that arrow keys move. Knows ids, not the page. */

export class Selection {
  private readonly chosen = new Set<number>();
  private anchor = 0;
  /** Place of the photo that keys act on. */
  current = 0;

  get size(): number {
    return this.chosen.size;
  }

  get ids(): number[] {
    return [...this.chosen];
  }

  has(id: number): boolean {
    return this.chosen.has(id);
  }

  clear(): void {
    this.chosen.clear();
  }

  /** What is gone from the list is no longer chosen. */
  keepOnly(ids: readonly number[]): void {
    const there = new Set(ids);
    for (const id of this.chosen) if (!there.has(id)) this.chosen.delete(id);
    this.current = Math.min(this.current, Math.max(ids.length - 1, 0));
    this.anchor = Math.min(this.anchor, this.current);
  }

  all(ids: readonly number[]): void {
    for (const id of ids) this.chosen.add(id);
  }

  toggle(ids: readonly number[], place: number): void {
    const id = ids[place];
    if (id === undefined) return;
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.anchor = this.current = place;
  }

  /** Everything from where the choice began up to this place. */
  extend(ids: readonly number[], place: number): void {
    const [from, to] = [Math.min(this.anchor, place), Math.max(this.anchor, place)];
    for (const id of ids.slice(from, to + 1)) this.chosen.add(id);
    this.current = place;
  }

  /** Move without choosing. */
  moveTo(place: number): void {
    this.anchor = this.current = place;
  }
}
