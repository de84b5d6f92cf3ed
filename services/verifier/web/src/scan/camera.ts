import type { Decoder } from './decoder.ts';

export type Camera = {
  /** Whether the device has a lamp that can be switched. */
  hasLight: boolean;
  setLight(on: boolean): void;
  /** Reads no more, but leaves the camera and its lamp on. */
  pause(): void;
  stop(): void;
};

/** Camera settings that browsers know and the type library does not. */
type Torch = { torch?: boolean; focusMode?: string };

/**
 * Starts the camera into the video and gives each text that is read, the same one again only after two seconds.
 * Goes on until `stop`: a foreign code must not end the scan. Throws a DOMException (`NotAllowedError` where refused).
 */
export async function startCamera(
  video: HTMLVideoElement,
  decoder: Decoder,
  ontext: (text: string) => void,
): Promise<Camera> {
  if (!navigator.mediaDevices) throw new DOMException('No camera access on this page', 'NotFoundError');
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  const [track] = stream.getVideoTracks();
  const capabilities = (track?.getCapabilities?.() ?? {}) as { torch?: boolean; focusMode?: string[] };
  const apply = (constraint: Torch) =>
    void track?.applyConstraints({ advanced: [constraint as MediaTrackConstraintSet] }).catch(() => undefined);
  if (capabilities.focusMode?.includes('continuous')) apply({ focusMode: 'continuous' });
  video.srcObject = stream;
  let running = true;
  const pause = () => {
    running = false;
  };
  const stop = () => {
    pause();
    for (const each of stream.getTracks()) each.stop();
    video.srcObject = null;
  };
  await video.play();
  const seen = { text: '', at: 0 };
  const readFrames = async () => {
    while (running) {
      const text = await decoder.read(video, false);
      if (!running) return;
      if (text !== undefined && (text !== seen.text || performance.now() - seen.at > 2000)) {
        seen.text = text;
        seen.at = performance.now();
        ontext(text);
      }
      await nextFrame();
    }
  };
  void readFrames();
  return { hasLight: capabilities.torch === true, setLight: (on) => apply({ torch: on }), pause, stop };
}

/** At most ten frames a second: enough to feel immediate, and a cheap phone stays cool. */
const nextFrame = () => new Promise((resolve) => setTimeout(resolve, 100));
