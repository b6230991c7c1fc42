import type { Contact, Conversation } from "@/api/client";
import { phoneText } from "./phone";

/** What to call the other side: a name, else a username, else the number; "" when nothing is known. */
export function nameOf(conversation: Conversation): string {
  const { kapso, username, phone_number } = conversation;
  const name = kapso?.contact_name?.trim();
  if (name && name === phone_number) return phoneText(phone_number); // the server's word for who has no name
  return name || (username ? `@${username.replace(/^@/, "")}` : "") || phoneText(phone_number) || conversation.business_scoped_user_id || "";
}

/** The contact's stable id when known, so that the tint follows the person. */
export const tintKeyOf = (conversation: Conversation) => conversation.kapso?.contact_id || conversation.phone_number || conversation.id;

/** The first word of a name that begins with a letter, for "Write to Lucía…". */
export function shortName(name: string): string {
  return /^\p{L}/u.test(name) ? (name.split(/\s+/u)[0] ?? name) : name;
}

/** What a list shows for a person, as the server says it: a name, the username, or the number. */
export const contactLabel = (contact: Contact) => contactName(contact) || (contact.username ? `@${contact.username}` : "") || contact.phone_number || "";

export const contactName = (contact: Contact) => contact.display_name?.trim() || contact.profile_name?.trim() || "";

/** Several names in the way of a language: "Inés, Tom and Ravi". */
export const namesText = (names: readonly string[], locale: string) => new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
