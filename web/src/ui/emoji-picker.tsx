import { memo, useDeferredValue, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { findEmoji, inTone, type Emoji, type Tone } from "@/record/emoji";
import { allEmoji } from "./emoji-data";
import { useEmojiHabits } from "./emoji-habits";
import { Icon } from "./icon";
import "./emoji-picker.css";

export type EmojiWords = { search: string; results: string; none: string; last: string; tone: string; tones: readonly string[]; groups: Readonly<Record<string, string>> };
type Props = { words: EmojiWords; onPick: (emoji: string) => void };
type Group = { key: string; label: string; emoji: readonly Emoji[] };

/** Every emoji, to be searched or looked through. The focus stays in the search; the arrows walk over what is found. */
export default function EmojiPicker({ words, onPick }: Props) {
  const id = useId();
  const { tone, last, used, setTone } = useEmojiHabits();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(-1); // none is chosen before the first arrow, but Enter takes the first found
  const [lastAtOpening] = useState(last);
  const looked = useDeferredValue(typed.trim());
  const groups = useMemo(() => groupsOf(looked, lastAtOpening, words), [looked, lastAtOpening, words]);
  const shown = useMemo(() => groups.flatMap((g) => g.emoji), [groups]);
  const grid = useRef<HTMLDivElement>(null);

  const pick = (emoji: Emoji | undefined) => {
    if (!emoji) return;
    used(emoji);
    onPick(inTone(emoji, tone));
  };
  const go = (to: number) => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setAt(next);
    grid.current?.querySelector(`[data-at="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const inText = typed !== "" && at < 0 && (event.key === "ArrowLeft" || event.key === "ArrowRight");
    const to = !inText && grid.current ? nextOf(grid.current, event.key, at) : null;
    if (event.key === "Enter") pick(at >= 0 ? shown[at] : firstOf(groupsOf(typed.trim(), lastAtOpening, words))); // what is shown may be a letter behind
    else if (to !== null) go(to);
    else return;
    event.preventDefault();
  };
  let count = 0;
  return (
    <div className="emoji-picker">
      <span className="input">
        <Icon name="search" size={14} />
        <input
          autoFocus type="search" value={typed} placeholder={words.search} aria-label={words.search} role="combobox" aria-expanded aria-controls={`${id}l`}
          aria-activedescendant={at >= 0 && shown[at] ? `${id}-${at}` : undefined} aria-autocomplete="list" autoComplete="off" enterKeyHint="done"
          onChange={(e) => { setTyped(e.target.value); setAt(-1); grid.current?.scrollTo(0, 0); }} onKeyDown={onKeyDown}
        />
      </span>
      <div
        className="emoji-grid" id={`${id}l`} role="listbox" aria-label={words.results} ref={grid} tabIndex={-1}
        onPointerDown={(e) => e.preventDefault()} onClick={(e) => pick(shown[Number((e.target as Element).closest<HTMLElement>("[data-at]")?.dataset.at ?? NaN)])}
      >
        {groups.map((group) => {
          const from = count;
          count += group.emoji.length;
          return <EmojiGroup key={group.key} id={id} group={group} from={from} tone={tone} chosen={at >= from && at < count ? at - from : -1} />;
        })}
      </div>
      {shown.length === 0 && <p className="muted" role="status">{words.none}</p>}
      <div className="emoji-tones" role="radiogroup" aria-label={words.tone}>
        {words.tones.map((name, i) => (
          <button key={name} type="button" role="radio" aria-checked={i === tone} aria-label={name} title={name} onClick={() => setTone(i as Tone)}><span className={`tone-${i}`} /></button>
        ))}
      </div>
    </div>
  );
}

type GroupProps = { id: string; group: Group; from: number; tone: Tone; chosen: number };

/** Drawn anew only when the choice comes to it or leaves it: there are some 1,900 emoji. */
const EmojiGroup = memo(function EmojiGroup({ id, group, from, tone, chosen }: GroupProps) {
  return (
    <div role="group" aria-label={group.label} className="emoji-group">
      <b aria-hidden>{group.label}</b>
      {group.emoji.map((emoji, i) => (
        <span key={emoji.emoji} id={`${id}-${from + i}`} data-at={from + i} role="option" aria-selected={i === chosen} aria-label={emoji.name} title={`:${emoji.codes[0]}:`}>{inTone(emoji, tone)}</span>
      ))}
    </div>
  );
}, (before, after) => before.group === after.group && before.from === after.from && before.tone === after.tone && before.chosen === after.chosen);

const firstOf = (groups: readonly Group[]) => groups.find((g) => g.emoji.length > 0)?.emoji[0];

function groupsOf(typed: string, last: readonly string[], words: EmojiWords): Group[] {
  if (typed) {
    const found = findEmoji(allEmoji, typed, 200);
    return found.length ? [{ key: "found", label: words.results, emoji: found }] : [];
  }
  const known = last.flatMap((emoji) => allEmoji.find((e) => e.emoji === emoji) ?? []);
  const groups = Object.entries(words.groups).map(([key, label]) => ({ key, label, emoji: allEmoji.filter((e) => e.group === Number(key)) }));
  return known.length ? [{ key: "last", label: words.last, emoji: known }, ...groups] : groups;
}

/** Where an arrow leads: sideways in the order of reading, up and down to the nearest in the next line. */
function nextOf(grid: HTMLElement, key: string, at: number): number | null {
  const forwards = getComputedStyle(grid).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (key !== "ArrowUp" && key !== "ArrowDown") return key === "ArrowLeft" || key === "ArrowRight" ? at + (key === forwards ? 1 : -1) : null;
  if (at < 0) return 0;
  const options = [...grid.querySelectorAll<HTMLElement>("[data-at]")];
  const here = options[at];
  if (!here) return 0;
  const step = key === "ArrowDown" ? 1 : -1;
  let line: number | undefined;
  let best = at;
  let nearest = Infinity;
  for (let i = at + step; options[i]; i += step) {
    const { offsetTop, offsetLeft } = options[i]!;
    if (offsetTop === here.offsetTop) continue;
    line ??= offsetTop;
    if (offsetTop !== line) break;
    const away = Math.abs(offsetLeft - here.offsetLeft);
    if (away < nearest) [best, nearest] = [i, away];
  }
  return best;
}
