import { afterEach, expect, test, vi } from "vitest";
import { findMatches, ServerBusy } from "../../src/match/api";
import { optionsIn } from "../../src/match/options";
import { standing } from "../figures";

afterEach(() => vi.unstubAllGlobals());

function answerWith(status: number, body: unknown, headers: Record<string, string> = {}): void {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status, headers }));
}

test.each([429, 503])("%i with a time to come again is a busy server", async (status) => {
  answerWith(status, { error: { code: "busy", message: "Busy" } }, { "Retry-After": "2" });
  const asked = findMatches(standing(), 5, optionsIn(""));
  await expect(asked).rejects.toBeInstanceOf(ServerBusy);
  await expect(asked).rejects.toMatchObject({ retryAfterMs: 2_000 });
});

test("an error without a time to come again is told in the server's words", async () => {
  answerWith(503, { error: { code: "x", message: "run: move-mirror reindex" } });
  await expect(findMatches(standing(), 5, optionsIn(""))).rejects.toThrow("run: move-mirror reindex");
});

test("a pose of which too little is seen has no match", async () => {
  answerWith(422, { error: { code: "x", message: "Too little" } });
  expect(await findMatches(standing(), 5, optionsIn(""))).toEqual([]);
});
