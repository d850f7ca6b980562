"""aiortc over WebRTC, hands-free, to a placed order.

Environment: BASE_URL, SECRET. Arguments: sound files, WAV, 16-bit mono at 48 kHz, spoken one
after the other, each once the server's reply is over, until it has placed the order. Prints its
number.
"""

import array
import asyncio
import fractions
import json
import os
import sys
import time
import wave

import aiohttp
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from av import AudioFrame

RATE = 48_000
FRAME = RATE // 50


class Mouth(MediaStreamTrack):
    """Silence, and the sentences put into it, in frames of 20 ms by the clock."""

    kind = "audio"

    def __init__(self):
        super().__init__()
        self.sound = b""
        self.sent = 0
        self.began = None

    def say(self, path):
        with wave.open(path) as file:
            assert (file.getframerate(), file.getnchannels()) == (RATE, 1), path
            self.sound += file.readframes(file.getnframes())

    async def recv(self):
        self.began = self.began or time.monotonic()
        await asyncio.sleep(max(0, self.began + self.sent / RATE - time.monotonic()))
        data, self.sound = self.sound[: FRAME * 2], self.sound[FRAME * 2 :]
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME)
        frame.planes[0].update(data.ljust(FRAME * 2, b"\0"))
        frame.sample_rate, frame.pts = RATE, self.sent
        frame.time_base = fractions.Fraction(1, RATE)
        self.sent += FRAME
        return frame


async def order(sentences):
    """The number of the order that was placed, or None."""
    peer, mouth = RTCPeerConnection(), Mouth()
    number = asyncio.get_running_loop().create_future()
    loudness = []
    peer.addTrack(mouth)
    channel = peer.createDataChannel("oai-events")

    @peer.on("track")
    def on_track(track):
        async def listen():
            while True:
                frame = await track.recv()
                samples = array.array("h", bytes(frame.planes[0]))
                loudness.append(max(map(abs, samples)))

        peer.listener = asyncio.ensure_future(listen())

    def say():
        if sentences:
            mouth.say(sentences.pop(0))
        elif not number.done():
            number.set_result(None)

    @channel.on("message")
    def on_message(message):
        event = json.loads(message)
        kind = event["type"]
        if kind == "session.created":
            say()
        elif kind == "error":
            print(event["error"], file=sys.stderr)
        elif kind == "conversation.item.input_audio_transcription.completed":
            print("heard:", event["transcript"], file=sys.stderr)
        elif kind == "response.output_audio_transcript.done":
            print("said:", event["transcript"], file=sys.stderr)
        elif kind == "response.done":
            for item in event["response"]["output"]:
                placed = item["type"] == "mcp_call" and item["name"] == "submit_order"
                if placed and item.get("output"):
                    placed = json.loads(item["output"]).get("order")
                    if placed and not number.done():
                        number.set_result(placed["number"])
        elif kind == "output_audio_buffer.stopped" and not number.done():
            say()

    await peer.setLocalDescription(await peer.createOffer())
    async with aiohttp.ClientSession() as http:
        answer = await http.post(
            os.environ["BASE_URL"] + "/realtime/calls",
            data=peer.localDescription.sdp,
            headers={
                "Authorization": "Bearer " + os.environ["SECRET"],
                "Content-Type": "application/sdp",
            },
        )
        assert answer.status == 201, await answer.text()
        call = answer.headers["Location"].rsplit("/", 1)[-1]
        assert call.startswith("rtc_"), call
        await peer.setRemoteDescription(
            RTCSessionDescription(sdp=await answer.text(), type="answer")
        )
    placed = await asyncio.wait_for(number, timeout=120)
    peer.listener.cancel()
    await peer.close()
    assert max(loudness, default=0) > 1_000, "the replies were silent"
    return placed


if __name__ == "__main__":
    placed = asyncio.run(order(sys.argv[1:]))
    if placed is None:
        sys.exit("everything is said, and no order was placed")
    print(placed)
