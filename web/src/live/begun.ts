/**
 * What is being filled in beside each conversation's text: a template, a place,
 * a contact, choices. It stays while somebody looks at other conversations, and
 * goes with the session.
 */
export class Begun {
  #forms = new Map<string, Map<string, unknown>>();

  /** The forms of one conversation by their names, to be read and written. */
  of(conversationId: string): Map<string, unknown> {
    const known = this.#forms.get(conversationId) ?? new Map<string, unknown>();
    this.#forms.set(conversationId, known);
    return known;
  }

  forget = (conversationId: string) => void this.#forms.delete(conversationId);

  /** Takes along to another conversation what isn't begun there. */
  carry(from: string, to: string) {
    this.#forms.set(to, new Map([...this.of(from), ...this.of(to)]));
    this.forget(from);
  }
}
