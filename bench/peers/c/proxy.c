// Proxy for TCP: one thread, epoll. Connects to the backend for each client, and passes bytes both ways.
//
//   proxy PORT BACKEND_PORT
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

// One of the two sockets of a client. What it has not taken yet is in rest; until then the other one is not read.
struct side {
  int fd;
  int ended;
  struct side *other;
  char *rest;
  size_t length, sent;
  struct side *next_dead;
};

static int poller;
static char buffer[BUFFER];
static struct side *dead;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void watch(struct side *s, int operation) {
  uint32_t events = 0;
  if (s->rest) events |= EPOLLOUT;
  if (s->other == NULL || (!s->other->rest && !s->ended)) events |= EPOLLIN;
  struct epoll_event event = {.events = events, .data.ptr = s};
  if (epoll_ctl(poller, operation, s->fd, &event) < 0) fail("epoll_ctl");
}

// Both are freed after the round, because an event of the other one may still come in this round.
static void end(struct side *s) {
  if (s->fd < 0) return;
  close(s->fd);
  close(s->other->fd);
  s->fd = s->other->fd = -1;
  s->next_dead = dead;
  dead = s;
}

static struct side *new_side(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct side *s = calloc(1, sizeof *s);
  if (s == NULL) fail("calloc");
  s->fd = fd;
  return s;
}

static int connect_backend(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) {
    close(fd);
    return -1;
  }
  return fd;
}

static void accept_all(int listener, int port) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int backend = connect_backend(port);
    if (backend < 0) {
      close(fd);
      continue;
    }
    struct side *a = new_side(fd), *b = new_side(backend);
    a->other = b;
    b->other = a;
    watch(a, EPOLL_CTL_ADD);
    watch(b, EPOLL_CTL_ADD);
  }
}

static void pass_on(struct side *s) {
  struct side *to = s->other;
  ssize_t n = recv(s->fd, buffer, BUFFER, 0);
  if (n < 0) {
    if (errno != EAGAIN && errno != ENOTCONN) end(s);
    return;
  }
  if (n == 0) {
    s->ended = 1;
    shutdown(to->fd, SHUT_WR);
    if (to->ended)
      end(s);
    else
      watch(s, EPOLL_CTL_MOD);
    return;
  }
  ssize_t sent = send(to->fd, buffer, n, MSG_NOSIGNAL);
  if (sent == n) return;
  if (sent < 0) {
    if (errno != EAGAIN) {
      end(s);
      return;
    }
    sent = 0;
  }
  to->length = n - sent;
  to->sent = 0;
  to->rest = malloc(to->length);
  if (to->rest == NULL) fail("malloc");
  memcpy(to->rest, buffer + sent, to->length);
  watch(s, EPOLL_CTL_MOD);
  watch(to, EPOLL_CTL_MOD);
}

static void send_rest(struct side *s) {
  ssize_t sent = send(s->fd, s->rest + s->sent, s->length - s->sent, MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno != EAGAIN) end(s);
    return;
  }
  s->sent += sent;
  if (s->sent < s->length) return;
  free(s->rest);
  s->rest = NULL;
  watch(s, EPOLL_CTL_MOD);
  watch(s->other, EPOLL_CTL_MOD);
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: proxy PORT BACKEND_PORT\n");
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
  struct side listening = {.fd = listener};
  watch(&listening, EPOLL_CTL_ADD);
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; i++) {
      struct side *s = events[i].data.ptr;
      uint32_t happened = events[i].events;
      if (s == &listening) {
        accept_all(listener, atoi(arguments[2]));
        continue;
      }
      if (s->fd >= 0 && (happened & EPOLLERR || (s->ended && happened & EPOLLHUP))) end(s);
      if (s->fd >= 0 && happened & EPOLLOUT && s->rest) send_rest(s);
      if (s->fd >= 0 && happened & (EPOLLIN | EPOLLHUP) && !s->ended && !s->other->rest) pass_on(s);
    }
    while (dead != NULL) {
      struct side *s = dead;
      dead = s->next_dead;
      free(s->rest);
      free(s->other->rest);
      free(s->other);
      free(s);
    }
  }
}
