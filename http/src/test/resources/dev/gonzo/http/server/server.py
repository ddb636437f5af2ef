"""A server of HTTP/2 with python3-h2: answers with what it gets. Prints its port."""
import socket

import h2.config
import h2.connection
import h2.events

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
link, _ = listener.accept()
connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
connection.initiate_connection()
link.sendall(connection.data_to_send())
waiting = {}
ended = set()


def send():
    for stream in list(waiting):
        while waiting[stream]:
            part = min(
                len(waiting[stream]), connection.local_flow_control_window(stream), connection.max_outbound_frame_size)
            if part <= 0:
                break
            connection.send_data(stream, waiting[stream][:part])
            waiting[stream] = waiting[stream][part:]
        if not waiting[stream] and stream in ended:
            connection.send_headers(stream, [("x-read", "all")], end_stream=True)
            del waiting[stream]
    link.sendall(connection.data_to_send())


while True:
    data = link.recv(65536)
    if not data:
        break
    for event in connection.receive_data(data):
        if isinstance(event, h2.events.RequestReceived):
            headers = dict(event.headers)
            if headers[":path"] == "/refused":
                connection.reset_stream(event.stream_id, 7)
            else:
                connection.send_headers(event.stream_id, [(":status", "200"), ("x-method", headers[":method"])])
                waiting[event.stream_id] = b""
        elif isinstance(event, h2.events.DataReceived):
            waiting[event.stream_id] += event.data
            connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            ended.add(event.stream_id)
    send()
