"""Requests to a server of HTTP/2 with python3-h2: port, then what each stream is to send."""
import socket
import sys

import h2.config
import h2.connection
import h2.events

port = int(sys.argv[1])
connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
link = socket.create_connection(("127.0.0.1", port))
connection.initiate_connection()
bodies = {}
left = {}
for size in map(int, sys.argv[2:]):
    stream = connection.get_next_available_stream_id()
    connection.send_headers(
        stream,
        [(":method", "PUT"), (":scheme", "http"), (":authority", "a"), (":path", "/%d" % size)],
        end_stream=False)
    left[stream] = size
    bodies[stream] = b""
open_streams = set(left)
trailers = {}


def send():
    for stream in list(left):
        while stream in left:
            part = min(left[stream], connection.local_flow_control_window(stream), connection.max_outbound_frame_size)
            if part == 0 and left[stream] > 0:
                break
            left[stream] -= part
            connection.send_data(stream, b"x" * part, end_stream=left[stream] == 0)
            if left[stream] == 0:
                del left[stream]
    link.sendall(connection.data_to_send())


send()
while open_streams:
    data = link.recv(65536)
    if not data:
        raise SystemExit("the server has closed the connection")
    for event in connection.receive_data(data):
        if isinstance(event, h2.events.DataReceived):
            bodies[event.stream_id] += event.data
            connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.TrailersReceived):
            trailers[event.stream_id] = dict(event.headers)
        elif isinstance(event, h2.events.StreamEnded):
            open_streams.discard(event.stream_id)
        elif isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
            raise SystemExit(repr(event))
    send()
for stream, body in bodies.items():
    print(len(body), body.strip(b"x") == b"", trailers[stream])
