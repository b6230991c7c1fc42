import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { control, eventsUrl, type Chat, type Clock, type Customer, type PhoneMessage, type Traffic } from "./control";

const at = {
  all: ["simulator"] as const,
  customers: ["simulator", "customers"] as const,
  chat: (id: string) => ["simulator", "chat", id] as const,
  traffic: ["simulator", "traffic"] as const,
  faults: ["simulator", "faults"] as const,
  clock: ["simulator", "clock"] as const,
  number: ["simulator", "number"] as const,
};
export const keptTraffic = 300; // lines of the log in this browser

const fresh = { staleTime: 0, refetchOnMount: true } as const;
export const useCustomers = () => useQuery({ queryKey: at.customers, queryFn: control.customers, ...fresh });
export const useChat = (id: string) => useQuery({ queryKey: at.chat(id), queryFn: () => control.chat(id), enabled: id !== "", ...fresh });
export const useTraffic = () => useQuery({ queryKey: at.traffic, queryFn: control.traffic, ...fresh });
export const useFaults = () => useQuery({ queryKey: at.faults, queryFn: control.faults, ...fresh });
export const useBusinessNumber = () => useQuery({ queryKey: at.number, queryFn: control.number, ...fresh });
/** The virtual instant, with the real one at which it was read. */
export const useClock = () => useQuery({ queryKey: at.clock, queryFn: () => control.clock().then(stamped), ...fresh });
export type StampedClock = Clock & { readAt: number };
const stamped = (clock: Clock): StampedClock => ({ ...clock, readAt: Date.now() });

/** Puts a message into the chat by its order; a known one is replaced. */
export function withMessage(messages: readonly PhoneMessage[], message: PhoneMessage): PhoneMessage[] {
  const others = messages.filter((m) => m.id !== message.id);
  const after = others.findIndex((m) => m.seq > message.seq);
  return after < 0 ? [...others, message] : [...others.slice(0, after), message, ...others.slice(after)];
}

/** Puts a log line on top, unless it is there. */
export function withTraffic(log: readonly Traffic[], line: Traffic): Traffic[] {
  if (log.some((l) => l.seq === line.seq)) return [...log];
  return [line, ...log].sort((a, b) => b.seq - a.seq).slice(0, keptTraffic);
}

function putMessage(cache: QueryClient, message: PhoneMessage) {
  const queryKey = at.chat(message.customer);
  cache.setQueryData<Chat>(queryKey, (chat) => chat && { ...chat, data: withMessage(chat.data, message) });
  if (cache.isFetching({ queryKey })) void cache.invalidateQueries({ queryKey }); // that answer may be older than the event
}

/** Shows what was just sent, unless an event already told more of it. */
export function putSent(cache: QueryClient, message: PhoneMessage) {
  const known = cache.getQueryData<Chat>(at.chat(message.customer))?.data.some((m) => m.id === message.id);
  if (!known) putMessage(cache, message);
}

export function putCustomer(cache: QueryClient, customer: Customer) {
  cache.setQueryData<Customer[]>(at.customers, (all) => all && (all.some((c) => c.id === customer.id) ? all.map((c) => (c.id === customer.id ? customer : c)) : [...all, customer]));
  if (cache.isFetching({ queryKey: at.customers })) void cache.invalidateQueries({ queryKey: at.customers }); // that answer may be older than the event
}

/** Reads everything of the simulator anew. */
export const readAnew = (cache: QueryClient) => cache.invalidateQueries({ queryKey: at.all });
export const readFaults = (cache: QueryClient) => cache.invalidateQueries({ queryKey: at.faults });

/** Follows the simulator's event stream while the page is open. */
export function useEvents(running: boolean) {
  const cache = useQueryClient();
  useEffect(() => {
    if (!running) return;
    const source = new EventSource(eventsUrl());
    const on = <T>(type: string, run: (data: T) => void) => source.addEventListener(type, (e) => run(JSON.parse((e as MessageEvent<string>).data) as T));
    // A burst of messages asks for the customers' unread counts once.
    let asked = false;
    const readCustomers = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        void cache.invalidateQueries({ queryKey: at.customers });
      });
    };
    let known = false;
    on("ready", () => {
      if (known) void readAnew(cache); // after a gap
      known = true;
    });
    on("resync", () => void readAnew(cache));
    on("reset", () => {
      cache.removeQueries({ predicate: (q) => q.queryKey[0] === at.all[0] && q.queryKey[1] === "chat" });
      void readAnew(cache);
    });
    on<PhoneMessage>("message", (message) => {
      putMessage(cache, message);
      readCustomers();
    });
    on<Customer & { deleted?: boolean }>("customer", (customer) => (customer.deleted ? readCustomers() : putCustomer(cache, customer)));
    on<Traffic>("traffic", (line) => cache.setQueryData<Traffic[]>(at.traffic, (log) => log && withTraffic(log, line)));
    on("fault", () => void readFaults(cache));
    on<Clock>("clock", (clock) => cache.setQueryData(at.clock, stamped(clock)));
    on("number", () => void cache.invalidateQueries({ queryKey: at.number }));
    return () => source.close();
  }, [running, cache]);
}
