export { Problem, type ProblemDetails, type ProblemMembers } from './problem.ts';
export { type ProblemName, problemDetails, problemTypes } from './types.ts';
