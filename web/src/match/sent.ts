/** What has left the device for the server, kept here alone so that the visitor can see it. */

export interface Sent {
  /** The last request's body, as it was. */
  body: string;
  atMs: number;
  count: number;
  bytes: number;
}

let sent: Sent | null = null;

export function noteSent(body: string): void {
  const bytes = new TextEncoder().encode(body).length;
  sent = { body, atMs: Date.now(), count: (sent?.count ?? 0) + 1, bytes: (sent?.bytes ?? 0) + bytes };
}

export function lastSent(): Sent | null {
  return sent;
}

/** The next visitor does not see the last one's numbers. */
export function forgetSent(): void {
  sent = null;
}
