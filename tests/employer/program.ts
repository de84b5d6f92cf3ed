import chromium from '@sparticuz/chromium';

/** Gives the path of the browser's program, which is unpacked on the first use; `CHROME` names another one. */
export const browserProgram = async (): Promise<string> => process.env.CHROME ?? (await chromium.executablePath());
