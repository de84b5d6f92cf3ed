import type { Problem } from '@symbolon/problem';
import { html } from '@symbolon/service';
import type { Page } from './layout.ts';
import { words } from './words.ts';

/** The page for what cannot be served: what was wrong, what to do, and the number to name when asking for help. */
export function faultPage(problem: Problem, requestId: string): Page {
  return {
    title: problem.title,
    status: problem.status,
    main: html`<div class="stack">
${problem.detail && html`<p>${problem.detail}</p>`}
${problem.errors && html`<ul>${problem.errors.map(({ detail }) => html`<li>${detail}</li>`)}</ul>`}
${problem.status >= 500 && html`<p class="muted small">${words.sayWith('fault.number', { id: html`<span class="code">${requestId}</span>` })}</p>`}
<p><a href="/console">${words.say('fault.home')}</a></p>
</div>`,
  };
}
