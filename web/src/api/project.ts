import { keep, kept } from "@/record/kept";

/** In which of a person's projects this tab is: every request names it, and every tab keeps its own. */
let current: string | undefined;

export const projectId = () => current;

/** What a request without headers, such as an event stream, adds to its address. */
export const projectQuery = () => (current ? `?project_id=${encodeURIComponent(current)}` : "");

/** Chooses among a person's projects: this tab's, else the one last chosen in this browser, else the first. The tab keeps it. */
export function settleProject<P extends { id: string }>(projects: readonly P[]): P | undefined {
  const wanted = [current, ofTab(), kept("project")];
  const settled = wanted.map((id) => projects.find((p) => p.id === id)).find(Boolean) ?? projects[0];
  current = settled?.id;
  if (current) keepInTab(current);
  return settled;
}

/** Nobody is logged in: whoever is next has projects of their own. */
export function leaveProject() {
  current = undefined;
}

/** Opens this tab anew in another project, so that nothing of the former stays on screen or in memory. */
export function enterProject({ id, role }: { id: string; role: string | null }, path?: string) {
  keepInTab(id);
  keep("project", id);
  location.assign(path ?? (role === "inbox" || location.pathname.startsWith("/inbox") ? "/inbox/" : "/app/"));
}

const name = "relevo.project";

function keepInTab(id: string) {
  try {
    sessionStorage.setItem(name, id);
  } catch {
    // Without storage the browser's last choice counts.
  }
}

function ofTab(): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}
