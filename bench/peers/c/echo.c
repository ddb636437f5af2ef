// Echo server over TCP: one thread, epoll, one buffer for all connections. The reference of the benchmarks.
//
//   echo PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 65536, EVENTS = 512 };

// What a client has not taken yet; while there is any, nothing is read from that client.
struct connection {
  int fd;
  char *rest;
  size_t length, sent;
};

static int poller;
static char buffer[BUFFER];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void watch(struct connection *c, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &event) < 0) fail("epoll_ctl");
}

static void end(struct connection *c) {
  close(c->fd);
  free(c->rest);
  free(c);
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL) fail("calloc");
    c->fd = fd;
    watch(c, EPOLL_CTL_ADD, EPOLLIN);
  }
  if (errno != EAGAIN && errno != ECONNABORTED) fail("accept4");
}

// Returns whether the connection goes on.
static int keep_rest(struct connection *c, const char *bytes, size_t length) {
  c->rest = malloc(length);
  if (c->rest == NULL) return 0;
  memcpy(c->rest, bytes, length);
  c->length = length;
  c->sent = 0;
  watch(c, EPOLL_CTL_MOD, EPOLLOUT);
  return 1;
}

static int echo(struct connection *c) {
  ssize_t n = recv(c->fd, buffer, BUFFER, 0);
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  if (n == 0) return 0;
  ssize_t sent = send(c->fd, buffer, n, MSG_NOSIGNAL);
  if (sent == n) return 1;
  if (sent < 0) {
    if (errno != EAGAIN) return 0;
    sent = 0;
  }
  return keep_rest(c, buffer + sent, n - sent);
}

static int send_rest(struct connection *c) {
  ssize_t sent = send(c->fd, c->rest + c->sent, c->length - c->sent, MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN;
  c->sent += sent;
  if (c->sent == c->length) {
    free(c->rest);
    c->rest = NULL;
    watch(c, EPOLL_CTL_MOD, EPOLLIN);
  }
  return 1;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: echo PORT\n");
    return 2;
  }
  int one = 1;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) fail("socket");
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(listener, 4096) < 0) fail("listen");
  poller = epoll_create1(EPOLL_CLOEXEC);
  if (poller < 0) fail("epoll_create1");
  struct connection listening = {.fd = listener};
  watch(&listening, EPOLL_CTL_ADD, EPOLLIN);
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (c == &listening)
        accept_all(listener);
      else if (!(c->rest ? send_rest(c) : echo(c)))
        end(c);
    }
  }
}
