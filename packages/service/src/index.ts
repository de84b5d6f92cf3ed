export { type Config, ConfigError, type Env, readSecret, readSetting, serviceConfig, settings } from './config.ts';
export { toProblem } from './errors.ts';
export { type Html, html, raw } from './html.ts';
export { rateOfWork } from './rate.ts';
export { runService } from './run.ts';
export { createService, type Reply, type Request, type Service, type ServiceOptions } from './service.ts';
export { sendable } from './utf8.ts';
