import type { Service } from '@symbolon/service';
import type { PresentationContext } from '../context.ts';

export function exchangeRoutes(_service: Service, _context: PresentationContext): void {}
