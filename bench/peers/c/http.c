// Sends one fixed response for whatever a client sends: what the system calls of a server of HTTP/1.1 cost, without the
// HTTP. It is for a load with one request in flight on each connection.
//
//   http PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 16384, EVENTS = 512 };

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "content-type: text/plain\r\n"
    "date: Mon, 30 Nov 2026 16:00:00 GMT\r\n"
    "content-length: 2\r\n"
    "\r\n"
    "ok";

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int poller, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static void accept_all(int poller, int listener) {
  int fd, one = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(poller, fd);
  }
  if (errno != EAGAIN && errno != ECONNABORTED) fail("accept4");
}

static void answer(int fd) {
  static char buffer[BUFFER];
  ssize_t n = recv(fd, buffer, BUFFER, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0 || send(fd, response, sizeof response - 1, MSG_NOSIGNAL) != sizeof response - 1) close(fd);
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: http PORT\n");
    return 2;
  }
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(listener, 4096) < 0) fail("listen");
  int poller = epoll_create1(EPOLL_CLOEXEC);
  if (poller < 0) fail("epoll_create1");
  watch(poller, listener);
  struct epoll_event events[EVENTS];
  for (;;) {
    int many = epoll_wait(poller, events, EVENTS, -1);
    if (many < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < many; i++) {
      if (events[i].data.fd == listener)
        accept_all(poller, listener);
      else
        answer(events[i].data.fd);
    }
  }
}
