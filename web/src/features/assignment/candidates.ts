type Member = { user_id: string; name: string; email: string };
type Load = { user_id: string; open_conversations: number };
export type Candidate = { id: string; name: string; me: boolean; open: number | undefined };

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Who can be put in charge: oneself first, then by name; searched without regard to accents and case. */
export function candidates(members: readonly Member[], loads: readonly Load[] | undefined, viewerId: string, search: string): Candidate[] {
  const wanted = plain(search.trim());
  const open = new Map(loads?.map((l) => [l.user_id, l.open_conversations]));
  return members
    .filter((m) => plain(m.name).includes(wanted) || plain(m.email).includes(wanted))
    .map((m) => ({ id: m.user_id, name: m.name, me: m.user_id === viewerId, open: loads && (open.get(m.user_id) ?? 0) }))
    .sort((a, b) => Number(b.me) - Number(a.me) || a.name.localeCompare(b.name));
}
