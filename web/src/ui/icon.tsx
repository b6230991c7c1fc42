// Every icon is one path on a 24 grid, drawn with a stroke.
const paths = {
  alert: "M12 4L2.8 19.5h18.4zM12 10v4.2M12 16.8v.2",
  back: "M19 12H5M11 6l-6 6 6 6",
  ban: "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0M6 6l12 12",
  bell: "M6 10a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10zM10 20a2.2 2.2 0 0 0 4 0",
  belloff: "M8.3 5.300A6 6 0 0 1 18 10c0 2.300.4 3.900.9 4.900M16.500 16.500H4s2-1.500 2-6.500c0-.8.200-1.600.500-2.300M10 20a2.200 2.200 0 0 0 4 0M4 4l16 16",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clip: "M19.5 11.5l-7.8 7.8a4.7 4.7 0 0 1-6.7-6.7L13 4.7a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.6 1.6 0 0 1-2.2-2.2l7-7",
  clock: "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0M12 7.5V12l3 2",
  contact: "M6.5 4h11a2.5 2.5 0 0 1 2.5 2.5v11a2.5 2.5 0 0 1 -2.5 2.5h-11a2.5 2.5 0 0 1 -2.5 -2.5v-11a2.5 2.5 0 0 1 2.5 -2.5zM9.5 10a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0M7.5 17a4.5 4.5 0 0 1 9 0",
  copy: "M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1 -2 2h-7a2 2 0 0 1 -2 -2v-7a2 2 0 0 1 2 -2zM5.5 15H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v.5",
  down: "M6 9.5l6 6 6-6",
  download: "M12 4v11M7 10.5l5 5 5-5M5 19.5h14",
  edit: "M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5",
  ext: "M9 5H5v14h14v-4M13.5 5H19v5.5M19 5l-8 8",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM9 12a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
  file: "M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5H18.5",
  filter: "M4 7h16M7 12h10M10 17h4",
  globe: "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
  history: "M4.3 12a7.8 7.8 0 1 0 2.5-5.7L4 8.8M4 4.5v4.3h4.3M12 8v4.3l3 1.7",
  image: "M5.5 4.5h13a2 2 0 0 1 2 2v11a2 2 0 0 1 -2 2h-13a2 2 0 0 1 -2 -2v-11a2 2 0 0 1 2 -2zM7.5 10a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0M4 17.5l5-4.5 4 3.5 3-2.5 4.5 4",
  inbox: "M3.5 13L6 5h12l2.5 8v6h-17zM3.5 13H8l1.5 2.5h5L16 13h4.5",
  kbd: "M5 6h14a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1 -2.5 2.5h-14a2.5 2.5 0 0 1 -2.5 -2.5v-7a2.5 2.5 0 0 1 2.5 -2.5zM6.5 10h.01M10 10h.01M14 10h.01M17.5 10h.01M8 14h8",
  key: "M4 15.5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M11 12.5L19.5 4M16 7.5l3 3",
  left: "M14.5 6l-6 6 6 6",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  lock: "M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-5a2 2 0 0 1 2 -2zM8 11V8a4 4 0 0 1 8 0v3",
  mic: "M12 3h0a3 3 0 0 1 3 3v5a3 3 0 0 1 -3 3h-0a3 3 0 0 1 -3 -3v-5a3 3 0 0 1 3 -3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  minus: "M5 12h14",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  out: "M10 4.5H5v15h5M15 8l4 4-4 4M9.5 12H19",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  phone: "M9.5 2.5h5a2.5 2.5 0 0 1 2.5 2.5v14a2.5 2.5 0 0 1 -2.5 2.5h-5a2.5 2.5 0 0 1 -2.5 -2.5v-14a2.5 2.5 0 0 1 2.5 -2.5zM11 18.5h2",
  pin: "M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM9.5 9.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0",
  play: "M8 5.5l10.5 6.5L8 18.5z",
  plus: "M12 5v14M5 12h14",
  pright: "M5.5 5h13a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-13a2 2 0 0 1 -2 -2v-10a2 2 0 0 1 2 -2zM14.5 5v14",
  refresh: "M19.5 11A7.6 7.6 0 1 0 18 16.6M19.5 5v6h-6",
  reply: "M10 6l-6 6 6 6M4.5 12H14a6 6 0 0 1 6 6",
  right: "M9.5 6l6 6-6 6",
  search: "M4.5 11a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0 -13 0M20 20l-4.2-4.2",
  send: "M20 4L3.5 10.5l6.8 3.2L13.5 20.5zM20 4l-9.7 9.7",
  sliders: "M4 8h9M19 8h1M4 16h1M11 16h9M13 8a3 3 0 1 0 6 0a3 3 0 1 0 -6 0M5 16a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
  slash: "M5.5 4.5h13a2 2 0 0 1 2 2v11a2 2 0 0 1 -2 2h-13a2 2 0 0 1 -2 -2v-11a2 2 0 0 1 2 -2zM13.5 8.5l-3 7",
  smile: "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0M8.5 14a4.2 4.2 0 0 0 7 0M9 9.5v.5M15 9.5v.5",
  store: "M4.5 10.5V20h15v-9.5M3.5 7.5L5 4h14l1.5 3.5a2.8 2.8 0 0 1-5.6.5a2.9 2.9 0 0 1-5.8 0a2.8 2.8 0 0 1-5.6-.5zM10 20v-5h4v5",
  sticker: "M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v7.5L13.5 20H6a2 2 0 0 1-2-2zM20 13.5h-4.5a2 2 0 0 0-2 2V20",
  template: "M6.5 4h11a2.5 2.5 0 0 1 2.5 2.5v11a2.5 2.5 0 0 1 -2.5 2.5h-11a2.5 2.5 0 0 1 -2.5 -2.5v-11a2.5 2.5 0 0 1 2.5 -2.5zM8 9h8M8 13h5",
  unread: "M20 8.5V18a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h8.5M16.8 5a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0 -4.4 0",
  user: "M8 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M4.5 20a7.5 7.5 0 0 1 15 0",
  video: "M5.5 6h7.5a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1 -2.5 2.5h-7.5a2.5 2.5 0 0 1 -2.5 -2.5v-7a2.5 2.5 0 0 1 2.5 -2.5zM15.5 11l5.5-3.5v9L15.5 13",
  wifi: "M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.4M13 9a10 10 0 0 1 6 3M12 19v.1",
  x: "M6 6l12 12M18 6L6 18",
} as const;

export type IconName = keyof typeof paths;

type Props = { name: IconName; size?: 12 | 14 | 18 | 20 | 24; label?: string; className?: string; fill?: boolean };

/** Decoration unless it has a label; then it is an image with that name. */
export function Icon({ name, size, label, className = "", fill }: Props) {
  const classes = `i${size ? ` i-${size}` : ""}${fill ? " fill" : ""}${name === "more" ? " dots" : ""} ${className}`;
  return (
    <svg className={classes} viewBox="0 0 24 24" {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}>
      <path d={paths[name]} />
    </svg>
  );
}

export function Logo({ size = 28, label = "Relevo" }: { size?: number; label?: string }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 28 28" role="img" aria-label={label}>
      <rect width="28" height="28" rx="8" />
      <path d="M8 18.5l4.5-9M15.5 18.5l4.5-9" />
    </svg>
  );
}
