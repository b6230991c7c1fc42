import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { rowsIn } from "@/live/cursor";
import { listPage, queries } from "@/live/queries";
import dotted from "@/ui/icon-unread.svg";
import plain from "@/ui/icon.svg";

const product = "Relevo";

/** How many conversations are unread, in the tab's title and on its icon: "(3) Relevo". */
export function useUnreadTitle() {
  const { data, hasNextPage } = useInfiniteQuery(queries.list({ unread: true }));
  const loaded = rowsIn(data, (c) => c.id);
  const unread = loaded.filter((c) => c.kapso.unread_count > 0).length;
  const more = hasNextPage && loaded.length >= listPage; // a page that isn't full found all that is recent
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}${more ? "+" : ""}) ${product}` : product;
    document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute("href", unread > 0 ? dotted : plain);
  }, [unread, more]);
  useEffect(() => () => {
    document.title = product;
    document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute("href", plain);
  }, []);
}
