/** A video, made by the browser's own encoder (WebCodecs) and put into a file by Mediabunny. */

import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  Quality,
  type VideoCodec,
  WebMOutputFormat,
} from "mediabunny";
import type { Size } from "../tracking/tracking";

/** H.264 in MP4 plays everywhere; not every browser may make it. */
const FORMATS: { type: string; codecs: VideoCodec[]; create(): Mp4OutputFormat | WebMOutputFormat }[] = [
  { type: "video/mp4", codecs: ["avc"], create: () => new Mp4OutputFormat({ fastStart: "in-memory" }) },
  { type: "video/webm", codecs: ["vp9", "vp8", "av1"], create: () => new WebMOutputFormat() },
];

export class VideoWriter {
  private constructor(
    readonly type: string,
    private readonly context: OffscreenCanvasRenderingContext2D,
    private readonly output: Output<Mp4OutputFormat | WebMOutputFormat, BufferTarget>,
    private readonly source: CanvasSource,
  ) {}

  /** null where the browser cannot encode any format for this size. */
  static async open(size: Size): Promise<VideoWriter | null> {
    if (!("VideoEncoder" in globalThis)) return null;
    for (const { type, codecs, create } of FORMATS) {
      const codec = await getFirstEncodableVideoCodec(codecs, { ...size, quality: new Quality("high") });
      if (!codec) continue;
      const canvas = new OffscreenCanvas(size.width, size.height);
      const source = new CanvasSource(canvas, { codec, quality: new Quality("high") });
      const output = new Output({ format: create(), target: new BufferTarget() });
      output.addVideoTrack(source);
      await output.start();
      return new VideoWriter(type, canvas.getContext("2d")!, output, source);
    }
    return null;
  }

  async add(image: ImageBitmap, startMs: number, durationMs: number): Promise<void> {
    this.context.drawImage(image, 0, 0);
    await this.source.add(startMs / 1000, durationMs / 1000);
  }

  async finish(): Promise<ArrayBuffer> {
    await this.output.finalize();
    return this.output.target.buffer!;
  }
}
