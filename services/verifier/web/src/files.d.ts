// What the bundler makes of an import that is not code.
declare module '*.css';
declare module '*?url' {
  const url: string;
  export default url;
}
