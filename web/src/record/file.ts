const turning = /[\u0000-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A file's name as it may be shown: without characters that turn what stands around them, so that its ending is its ending. */
export const shownName = (name: string) => name.replace(turning, "").trim();

export type FileKind = "pdf" | "sheet" | "text" | "slides" | "archive" | "other";
const kinds: Record<string, FileKind> = {
  pdf: "pdf", xls: "sheet", xlsx: "sheet", ods: "sheet", csv: "sheet", numbers: "sheet", doc: "text", docx: "text", odt: "text", rtf: "text", txt: "text", md: "text", pages: "text",
  ppt: "slides", pptx: "slides", odp: "slides", key: "slides", zip: "archive", rar: "archive", "7z": "archive", gz: "archive", tar: "archive",
};

/** The ending of a file's name, and what kind of file it names. */
export function endingOf(name: string): { ending: string; kind: FileKind } {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(shownName(name))?.[1]?.toLowerCase() ?? "";
  return { ending: ending.toUpperCase(), kind: kinds[ending] ?? "other" };
}

type Carried = Pick<DataTransfer, "files" | "items" | "getData">;

/** The files of a paste. An office program brings a picture of copied text beside the text: then the text is meant. */
export const pastedFiles = (carried: Carried): File[] => (carried.getData("text/plain").trim() && carried.getData("text/html") ? [] : [...carried.files]);

/** The files of a drop; of a folder a browser gives something that can't be read. */
export function filesOf(carried: Carried): File[] {
  const items = [...carried.items].filter((item) => item.kind === "file"); // as many as files, in their order
  return [...carried.files].filter((_, i) => !items[i]?.webkitGetAsEntry()?.isDirectory);
}
