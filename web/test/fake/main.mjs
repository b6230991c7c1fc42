import { startFake } from "./server.mjs";

const fake = await startFake({ port: Number(process.env.PORT ?? 8099) });
console.log(`ready ${fake.url}/app/`);
