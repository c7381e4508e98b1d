/** English: the catalog that the others are compared with. */

import { formats } from "./formats";
import type { Hint } from "../tracking/framing";
import type { CameraTrouble } from "../sources/camera";
import type { Message } from "./words";

const { megabytes, number, percent, plural } = formats("en");

export const english = {
  name: "Move Mirror",
  invitation: "Strike a pose, and a picture in the same pose looks back at you.",
  start: "Use my camera",
  or: "or",
  tryFile: "try a photo or video",
  useFileInstead: "Use a photo or video",
  watchDancer: "watch a dancer",
  watchDancerInstead: "Watch a dancer",
  privacy:
    "The camera’s pictures stay on this device. Only the pose, 17 points as numbers, goes to the server to find your match.",
  notKept: "It is not kept.",
  somePosesKept:
    "A pose without a good match is kept, as numbers without a name, so that a picture for it can be added.",
  exampleLabel: "Two pictures of different people in the same pose, like an image and its reflection",
  language: "Language",

  download: (fraction: number) => `Fetching what recognises poses, ${percent(fraction)}`,
  warmUp: "Warming up",
  askingCamera: "Your browser is asking whether the camera may be used. Please allow it.",
  preparing: "Getting ready",

  you: "You",
  match: "The picture in your pose",
  hints: {
    absent: "Step into view",
    dark: "Too dark to see you well. Turn on a light, or face a window.",
    stepBack: "Step back a little",
    comeCloser: "Come a little closer",
    upper: "Legs out of view: matching your upper body",
  } satisfies Record<Hint, string>,
  lookingAtPhoto: "Looking for a person",
  nobodyInPhoto: "Nobody was found in this photo. Try one that shows a person more clearly.",
  waitingForMatch: "Your match appears here",
  nextPerson: "Another person",
  following: "Following this person now",
  nobodyElse: "Nobody else was found",
  paused: "Paused",
  serverSilent: "The server is not answering. Pictures come back as soon as it does.",
  alike: (similarity: number) => `${percent(similarity)} alike`,
  credit: (credit: string) => `Picture: ${credit}`,
  licence: (licence: string) => `Licence: ${licence}`,

  pause: "Pause",
  resume: "Go on",
  mirror: "Mirror",
  skeleton: "Lines",
  open: "Open",
  openFile: "Open a photo or video",
  camera: "Camera",
  stop: "Stop",
  controls: "Controls",
  more: "More",
  close: "Close",
  fullScreen: "Full screen",
  keyboard: "Keyboard",
  spaceKey: "Space",
  keysWork: "Use these keys",
  help: "This help",
  pauseOrGoOn: "Pause, or go on",
  resting: (title: string, similarity: number) => `${title}, ${percent(similarity)} alike`,

  whatLeaves: "What leaves this device",
  whatLeavesText:
    "While somebody is seen, the page asks the server for photos in their pose. Each question is the list below, with how to answer it, and nothing else: no picture, no sound, no name.",
  seenByAnyServer:
    "As with any page, the server also sees your network address and what your browser says about itself.",
  howToAnswer: "How to answer it:",
  nothingSent: "Nothing has been sent yet.",
  sentSoFar: (count: number, bytesEach: number, time: string) =>
    `${plural(count, { one: "# question", other: "# questions" })} so far, about ${number(bytesEach)} bytes each. The last one, at ${time}:`,
  point: "Point",
  across: "Across",
  down: "Down",
  sureness: "Sure",
  asItWas: "Byte for byte",
  keypoints: {
    nose: "Nose",
    left_eye: "Left eye",
    right_eye: "Right eye",
    left_ear: "Left ear",
    right_ear: "Right ear",
    left_shoulder: "Left shoulder",
    right_shoulder: "Right shoulder",
    left_elbow: "Left elbow",
    right_elbow: "Right elbow",
    left_wrist: "Left wrist",
    right_wrist: "Right wrist",
    left_hip: "Left hip",
    right_hip: "Right hip",
    left_knee: "Left knee",
    right_knee: "Right knee",
    left_ankle: "Left ankle",
    right_ankle: "Right ankle",
  },
  stepInFront: "Step in front of the mirror",
  triesItself: "It is tried again by itself.",

  performance: {
    title: "Performance",
    rows: {
      backend: "Backend",
      cropMs: "Crop",
      uploadMs: "Upload",
      networkMs: "Network",
      decodeMs: "Decode",
      roundTripMs: "There and back",
      matchMs: "Match",
      looks: "Poses per second",
      screen: "Screen, per second",
      pictures: "Camera, per second",
      skipped: "Not looked at",
      dropped: "Dropped",
      tensors: "Tensors",
    },
  },

  capture: "Capture",
  takeHome: {
    getReady: "Get ready",
    move: "Move!",
    cancel: "Cancel",
    title: "Yours to keep",
    book: "Flip-book of you and your pictures",
    play: "Play",
    video: "Video",
    animation: "Animation",
    strip: "Photo strip",
    waiting: "Next in line",
    making: (fraction: number) => `Being made, ${percent(fraction)}`,
    size: (bytes: number) => megabytes(bytes),
    save: "Save",
    share: "Share",
    again: "Take another",
    done: "Done",
    ready: "Everything is ready to keep.",
    madeHere: "Made on this device. Nothing was uploaded.",
    keepByPhone: "Photograph it with your phone to keep it. Nothing was uploaded.",
    empty: {
      title: "There is nothing to keep yet",
      text: "No picture was beside you. Step into view until one appears, then capture again.",
    } satisfies Message,
    noEncoder: "This browser cannot make videos. The animation plays everywhere.",
    failed:
      "This could not be made. The device may be short of memory: close other tabs, then press Try again.",
  },
  partMissing: "This part of the page could not be fetched. Check your connection and try again.",
  why: {
    title: "Why this picture?",
    photo: "The picture",
    agreement: "How far each part agrees",
    limbs: {
      head: "Head",
      trunk: "Trunk",
      leftArm: "Left arm",
      rightArm: "Right arm",
      leftLeg: "Left leg",
      rightLeg: "Right leg",
    },
    unseen: "Out of view",
    share: (fraction: number) => percent(fraction),
    others: "Nearly as good",
  },

  tryAgain: "Try again",
  back: "Back to the start",
  modelMissing: {
    title: "The pose network could not be fetched",
    text: "The server did not send the file that recognises poses. Check your connection, then press Try again.",
  } satisfies Message,
  cannotRun: {
    title: "This browser cannot run the pose network",
    text: "It needs WebAssembly in a background worker. A current Firefox, Chrome, Edge or Safari has it.",
  } satisfies Message,
  photoUnreadable: {
    title: "This file could not be read as a picture",
    text: "Try another one: JPEG, PNG and WebP pictures work everywhere.",
  } satisfies Message,
  videoUnreadable: {
    title: "This video could not be played",
    text: "Try another one: MP4 (H.264) and WebM videos work in most browsers.",
  } satisfies Message,
  cameraTroubles: {
    refused: {
      title: "The camera is not allowed",
      text: "Allow it for this page, with the camera sign beside the address, then press Try again.",
    },
    none: {
      title: "No camera was found",
      text: "Connect one and press Try again, or use a photo, a video or the dancer instead.",
    },
    busy: {
      title: "The camera is busy",
      text: "Your camera is used by another app. Close it there, then press Try again.",
    },
    insecure: {
      title: "Cameras need a secure page",
      text: "Browsers give the camera only to pages whose address starts with https:// or with localhost. Open this page that way, or use a photo instead.",
    },
    ended: {
      title: "The camera has stopped",
      text: "It was unplugged or switched off. Connect it again, then press Try again.",
    },
    unknown: {
      title: "The camera did not start",
      text: "Press Try again. If that does not help, close other apps that use the camera, or use a photo instead.",
    },
  } satisfies Record<CameraTrouble, Message>,
};
