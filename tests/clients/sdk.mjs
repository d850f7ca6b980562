// The OpenAI SDK's realtime client over WebSocket, push-to-talk, to a placed order.
// Environment: BASE_URL, SECRET. Arguments: sound files, 16-bit mono at 24 kHz without a header,
// spoken one after the other until the server has placed the order. Prints its number.
import { readFileSync } from "node:fs";
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";

/** As a microphone would send it: 100 ms at 24 kHz, 2 bytes a sample. */
const CHUNK = 4_800;

const client = new OpenAI({ apiKey: process.env.SECRET, baseURL: process.env.BASE_URL });
const socket = new OpenAIRealtimeWS({ model: "gpt-realtime-2.1" }, client);
const sentences = process.argv.slice(2).map((path) => readFileSync(path));

socket.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});

socket.on("session.created", () => {
  socket.send({
    type: "session.update",
    session: {
      type: "realtime",
      output_modalities: ["text"],
      audio: { input: { format: { type: "audio/pcm", rate: 24_000 }, turn_detection: null } },
    },
  });
});

socket.on("session.updated", say);

socket.on("conversation.item.input_audio_transcription.completed", (event) => {
  console.error(`heard: ${event.transcript}`);
});

socket.on("response.output_text.done", (event) => console.error(`said: ${event.text}`));

socket.on("response.done", ({ response }) => {
  const placed = response.output.find(
    (item) => item.type === "mcp_call" && item.name === "submit_order" && item.output,
  );
  const number = placed && JSON.parse(placed.output).order?.number;
  if (number === undefined) return say();
  console.log(number);
  socket.close();
});

function say() {
  const sentence = sentences.shift();
  if (!sentence) {
    console.error("everything is said, and no order was placed");
    process.exit(1);
  }
  for (let at = 0; at < sentence.length; at += CHUNK) {
    const audio = sentence.subarray(at, at + CHUNK).toString("base64");
    socket.send({ type: "input_audio_buffer.append", audio });
  }
  socket.send({ type: "input_audio_buffer.commit" });
  socket.send({ type: "response.create" });
}
