/** What somebody has begun to write about a contact: a new note, or another text for the one with the id. */
export type BegunNote = { contactId: string; noteId: string | undefined; text: string; /** What the note said when they began. */ before: string };

const none: readonly BegunNote[] = [];

/**
 * Notes that were begun and not saved, by contact. They stay while somebody
 * looks at other conversations, and go with the session: the page asks before
 * it is left.
 */
export class BegunNotes {
  #notes = new Map<string, readonly BegunNote[]>();
  #listeners = new Set<() => void>();

  of = (contactId: string) => this.#notes.get(contactId) ?? none;
  unsaved = () => [...this.#notes.values()].some((notes) => notes.some(isChanged));
  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };

  /** Goes on with what was begun of the note, if anything was. */
  begin(contactId: string, noteId?: string, before = "") {
    if (!this.of(contactId).some(isOf(noteId))) this.#set(contactId, [...this.of(contactId), { contactId, noteId, text: before, before }]);
  }

  write = ({ contactId, noteId }: BegunNote, text: string) => this.#set(contactId, this.of(contactId).map((note) => (note.noteId === noteId ? { ...note, text } : note)));
  drop = ({ contactId, noteId }: BegunNote) => this.#set(contactId, this.of(contactId).filter((note) => !isOf(noteId)(note)));
  /** Nobody is at the contact any more: what was opened and left as it was is closed. */
  leave = (contactId: string) => this.#set(contactId, this.of(contactId).filter(isChanged));
  /** Nothing of an erased contact stays in this browser. */
  forget = (contactId: string) => this.#set(contactId, none);

  #set(contactId: string, notes: readonly BegunNote[]) {
    if (notes.length > 0) this.#notes.set(contactId, notes);
    else this.#notes.delete(contactId);
    this.#listeners.forEach((tell) => tell());
  }
}

const isChanged = (note: BegunNote) => note.text !== note.before;
const isOf = (noteId: string | undefined) => (note: BegunNote) => note.noteId === noteId;
