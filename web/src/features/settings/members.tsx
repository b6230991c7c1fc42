import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, type User } from "@/api/client";
import { keys } from "@/api/keys";
import { settingsApi, type Invitation, type Role } from "@/api/settings";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { initialsOf, tintOf } from "@/record/tint";
import { useNow } from "@/i18n/words";
import { dateText, moment } from "@/record/time";
import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { choice, Menu } from "@/ui/menu";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { Invite } from "./invite";
import { Head, Loaded, useSeen } from "./parts";
import { OnlyOwner, OwnRole } from "./own-membership";
import { Remove } from "./remove-member";
import { useSettingsWords, type SettingsKey } from "./words";

export const roles: Role[] = ["owner", "admin", "member", "inbox"];

/** Who is in the project, and what each may do; and who was asked to join. */
export default function Members() {
  const { t } = useSettingsWords();
  const users = useQuery({ ...queries.users(), staleTime: 0 });
  const invitations = useQuery({ queryKey: keys.invitations, queryFn: ({ signal }) => settingsApi.invitations(signal), staleTime: 0 });
  const [inviting, setInviting] = useState<{ again?: Invitation }>();
  const [search, setSearch] = useState("");
  const wanted = (text: string) => text.toLowerCase().includes(search.trim().toLowerCase());
  return (
    <>
      <Head title={t("members.title")} text={users.data && t("members.text", { count: users.data.length })}>
        <Button look="primary" icon="plus" onClick={() => setInviting({})}>{t("members.invite")}</Button>
      </Head>
      <div className="filters">
        <label className="input finder"><Icon name="search" /><input type="search" aria-label={t("members.search")} placeholder={t("members.search")} value={search} onChange={(e) => setSearch(e.target.value)} /></label>
      </div>
      <Loaded query={users}>
        {(people) => <People people={people.filter((p) => wanted(`${p.name} ${p.email}`))} owners={people.filter((p) => p.role === "owner").length} invited={(invitations.data ?? []).filter((i) => wanted(i.email))} onAgain={(again) => setInviting({ again })} />}
      </Loaded>
      {inviting && <Invite again={inviting.again} onClose={() => setInviting(undefined)} onInvited={() => void invitations.refetch()} />}
    </>
  );
}

function People({ people, owners, invited, onAgain }: { people: User[]; owners: number; invited: Invitation[]; onAgain: (invitation: Invitation) => void }) {
  const { t } = useSettingsWords();
  const [removing, setRemoving] = useState<User>();
  const [refused, setRefused] = useState(false);
  const bound = (person: User) => person.role === "owner" && owners === 1;
  if (people.length + invited.length === 0) return <div className="card"><PanelState icon="search" title={t("members.nobody")} text={t("members.nobody_text")} /></div>;
  return (
    <div className="card">
      <table className="tbl">
        <thead>
          <tr><th scope="col">{t("members.name")}</th><th scope="col">{t("members.role")}</th><th scope="col">{t("members.seen")}</th><th scope="col"><span className="sr">{t("actions")}</span></th></tr>
        </thead>
        <tbody>
          {people.map((person) => <Person key={person.user_id} person={person} onRemove={() => (bound(person) ? setRefused(true) : setRemoving(person))} onBound={bound(person) ? () => setRefused(true) : undefined} />)}
          {invited.map((invitation) => <Asked key={invitation.id} invitation={invitation} onAgain={() => onAgain(invitation)} />)}
        </tbody>
      </table>
      {removing && <Remove person={removing} onClose={() => setRemoving(undefined)} />}
      {refused && <OnlyOwner onClose={() => setRefused(false)} />}
    </div>
  );
}

/** `onBound` is there for the only owner, who can't be anything else. */
function Person({ person, onRemove, onBound }: { person: User; onRemove: () => void; onBound?: () => void }) {
  const { t, why } = useSettingsWords();
  const { me, project, live } = useSession();
  const seen = useSeen();
  const owner = project?.role === "owner";
  const [asking, setAsking] = useState<Role>(); // of oneself: what is given up can't be taken back
  const mine = person.user_id === me.user.id;
  const fixed = person.role === "owner" && !owner; // only owners change owners
  const setRole = async (role: Role, undo = false) => {
    try {
      await settingsApi.setRole(person.user_id, role);
      await live.cache.invalidateQueries({ queryKey: keys.users });
      toast(t("members.role_now", { name: person.name, role: t(`role.${role}` as SettingsKey) }), undo ? undefined : { label: t("undo"), run: () => void setRole(person.role, true) });
    } catch (error) {
      toast(why(error));
    }
  };
  const choose = (role: Role) => {
    if (role === person.role) return;
    if (onBound) onBound();
    else if (mine) setAsking(role);
    else void setRole(role);
  };
  const options = roles.map((role) => ({ value: role, label: t(`role.${role}` as SettingsKey), hint: t(`role_hint.${role}` as SettingsKey), disabled: role === "owner" && !owner }));
  return (
    <tr>
      <td>
        <div className="member">
          <Avatar initials={initialsOf(person.name)} tint={tintOf(person.user_id)} size={28} />
          <div className="grow"><b dir="auto">{person.name}{mine && <span className="chip">{t("members.you")}</span>}</b><span>{person.email}</span></div>
        </div>
      </td>
      <td>
        {fixed ? t(`role.${person.role}` as SettingsKey) : (
          <Menu
            trigger={<button type="button" className="rsel" aria-label={t("members.role_of", { name: person.name, role: t(`role.${person.role}` as SettingsKey) })}>{t(`role.${person.role}` as SettingsKey)}<Icon name="down" size={14} /></button>}
            entries={[choice<Role>(t("members.role"), person.role, choose, options)]}
          />
        )}
        {asking && <OwnRole from={person.role} to={asking} userId={person.user_id} onClose={() => setAsking(undefined)} />}
      </td>
      <td className="num" data-label={t("members.seen")}>{seen(person.seen_at)}</td>
      <td className="acts">{!fixed && <Menu trigger={<IconButton icon="more" small label={t("members.more", { name: person.name })} />} entries={[{ kind: "item", icon: "x", label: t(mine ? "members.leave" : "members.remove"), onSelect: onRemove }]} />}</td>
    </tr>
  );
}

function Asked({ invitation, onAgain }: { invitation: Invitation; onAgain: () => void }) {
  const { t, why, locale } = useSettingsWords();
  const { me, live } = useSession();
  const now = useNow();
  const expires = moment(invitation.expires_at);
  const expired = expires <= now;
  const days = Math.max(1, Math.ceil((expires - now) / 86_400_000));
  const by = invitation.invited_by === `user:${me.user.id}` ? "members.invited_by_you" : "members.invited";
  const revoke = async () => {
    try {
      await settingsApi.revokeInvitation(invitation.id);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return toast(why(error));
    }
    await live.cache.invalidateQueries({ queryKey: keys.invitations });
    toast(t("members.invitation_revoked", { email: invitation.email }));
  };
  return (
    <tr>
      <td>
        <div className="member">
          <span className="av t8 invited"><Icon name="clock" size={14} /></span>
          <div className="grow"><b>{invitation.email}</b><span>{expired ? t("members.expired", { date: dateText(expires, locale) }) : t(by, { count: days })}</span></div>
        </div>
      </td>
      <td>{t(`role.${invitation.role}` as SettingsKey)}</td>
      <td data-label={t("members.seen")}>{t("members.not_yet")}</td>
      <td className="acts"><Menu trigger={<IconButton icon="more" small label={t("members.more", { name: invitation.email })} />} entries={[{ kind: "item", icon: "refresh", label: t("members.invite_again"), onSelect: onAgain }, { kind: "item", icon: "x", label: t("members.revoke"), onSelect: () => void revoke() }]} /></td>
    </tr>
  );
}
