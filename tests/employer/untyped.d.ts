// Libraries without types of their own: what these tests use of them.
declare module 'pngjs' {
  export class PNG {
    constructor(options: { width: number; height: number });
    width: number;
    height: number;
    data: Buffer;
    static sync: { read(png: Uint8Array): PNG; write(png: PNG): Buffer };
  }
}
