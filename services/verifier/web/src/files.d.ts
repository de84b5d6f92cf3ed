// What the bundler makes of an import that is not code.
declare module '*.css';
declare module '*?url' {
  const url: string;
  export default url;
}
// Countries by name in a language, in its order; written by `vite.config.ts`.
declare module 'virtual:countries/*' {
  const countries: readonly (readonly [code: string, name: string])[];
  export default countries;
}
// ISCO-08 unit groups by the id of the field of work.
declare module 'virtual:occupations' {
  const occupations: Readonly<Record<string, readonly string[]>>;
  export default occupations;
}
