/** Style sheets as modules, for the type checker; Next knows them by itself. */
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>
  export default classes
}
declare module '*.css'
