import { expect, test } from "vitest";
import { Attendance } from "../../src/kiosk/attendance";
import { leftAfterMs } from "../../src/kiosk/kiosk";

/** Looks ten times a second from `fromMs`; what came of it, with the time. */
function look(attendance: Attendance, isSeen: boolean, fromMs: number, forMs: number): [string, number][] {
  const turns: [string, number][] = [];
  for (let ms = fromMs; ms < fromMs + forMs; ms += 100) {
    const turn = attendance.look(isSeen, ms);
    if (turn) turns.push([turn, ms]);
  }
  return turns;
}

test("somebody arrives soon and leaves late", () => {
  const attendance = new Attendance();
  expect(look(attendance, false, 0, 60_000)).toEqual([]);
  const [arrived] = look(attendance, true, 60_000, 5_000);
  expect(arrived![0]).toBe("arrived");
  expect(arrived![1]).toBeLessThan(61_000);
  expect(look(attendance, false, 65_000, 10_000)).toEqual([]);
  expect(look(attendance, true, 75_000, 1_000)).toEqual([]);
  const left = look(attendance, false, 76_000, 30_000);
  expect(left.map(([turn]) => turn)).toEqual(["left"]);
  expect(left[0]![1]).toBeGreaterThan(86_000);
});

test.each([
  [null, undefined],
  ["", undefined],
  ["30", 30_000],
  ["soon", undefined],
  ["-1", undefined],
])("kiosk=%s", (text, expected) => expect(leftAfterMs(text)).toBe(expected));

test("a flicker of the network is no visitor", () => {
  const attendance = new Attendance();
  const turns = Array.from({ length: 300 }, (_, i) => attendance.look(i % 3 === 0, i * 100));
  expect(turns.every((turn) => turn === null)).toBe(true);
});

test("the time that the computer slept is no absence", () => {
  const attendance = new Attendance();
  look(attendance, true, 0, 2_000);
  expect(look(attendance, false, 8 * 3_600_000, 5_000)).toEqual([]);
});

test("who touches the page is there, seen or not, for as long as anybody", () => {
  const attendance = new Attendance();
  expect(attendance.touch()).toBe("arrived");
  expect(attendance.touch()).toBeNull();
  expect(look(attendance, false, 0, 8_000)).toEqual([]);
  attendance.touch();
  expect(look(attendance, false, 8_000, 8_000)).toEqual([]);
  expect(look(attendance, false, 16_000, 8_000).map(([turn]) => turn)).toEqual(["left"]);
});
