/** Made by build/emoji.ts: emoji, name, short names, search words, group, skin tones; lists with blanks between. */
declare module "virtual:emoji" {
  const rows: readonly (readonly [string, string, string, string, number, string?])[];
  export default rows;
}
