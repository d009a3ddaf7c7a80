/* A disk that fails: preloaded into a process, it lets one call on files of the home folder fail, or all from one on.

   Every call that changes the disk (or, when so armed, every one that reads it) is counted and told by a line on a
   descriptor: its name and its path. Nothing is counted until `disk_arm` was called. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITES = 1, REMOVES = 2, READS = 4 };

static char home[PATH_MAX];
static int armed, told, place, code, lasting;
static atomic_int count;

/* Count from now on: `which` kinds of calls; the one at `place` fails with `error`, and all after it if `stays`. */
void disk_arm(const char *folder, int descriptor, int which, int at, int error, int stays)
{
    snprintf(home, sizeof home, "%s/", folder);
    told = descriptor, place = at, code = error, lasting = stays;
    atomic_store(&count, 0);
    armed = which;
}

static int is_struck(int kind, const char *call, const char *path)
{
    if (!(armed & kind) || strncmp(path, home, strlen(home)))
        return 0;
    int number = atomic_fetch_add(&count, 1) + 1;
    int struck = place && (number == place || (lasting && number > place));
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%s%s %s\n", struck ? "! " : "", call, path + strlen(home));
    syscall(SYS_write, told, line, length);
    if (struck)
        errno = code;
    return struck;
}

static int is_struck_at(int kind, const char *call, int folder, const char *path)
{
    char whole[PATH_MAX * 2], link[64];
    if (!armed || path[0] == '/' || folder == AT_FDCWD)
        return is_struck(kind, call, path);
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, whole, PATH_MAX);
    if (length < 0)
        return 0;
    snprintf(whole + length, sizeof whole - length, "/%s", path);
    return is_struck(kind, call, whole);
}

static int is_struck_on(int kind, const char *call, int file)
{
    char path[PATH_MAX + 1], link[64];
    if (!(armed & kind))
        return 0;
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX);
    errno = before;
    if (length < 0)
        return 0;
    path[length] = 0;
    return is_struck(kind, call, path);
}

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) \
        real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

/* What is written when a disk fills up is its first half; the caller learns of the rest when it goes on. */
#define WRITE(name, parameters, types, arguments, half) \
    ssize_t name parameters \
    { \
        REAL(ssize_t, name, types); \
        if (is_struck_on(WRITES, "write", file)) { \
            if (code != ENOSPC || size < 2 || (lasting && atomic_load(&count) > place)) \
                return -1; \
            return real half; \
        } \
        return real arguments; \
    }
#define TYPES(...) __VA_ARGS__
WRITE(write, (int file, const void *from, size_t size), TYPES(int, const void *, size_t), (file, from, size),
      (file, from, size / 2))
WRITE(pwrite, (int file, const void *from, size_t size, off_t at), TYPES(int, const void *, size_t, off_t),
      (file, from, size, at), (file, from, size / 2, at))
WRITE(pwrite64, (int file, const void *from, size_t size, off64_t at), TYPES(int, const void *, size_t, off64_t),
      (file, from, size, at), (file, from, size / 2, at))

#define ON_FILE(result, name, kind, call, parameters, types, arguments) \
    result name parameters \
    { \
        REAL(result, name, types); \
        return is_struck_on(kind, call, file) ? -1 : real arguments; \
    }
ON_FILE(ssize_t, read, READS, "read", (int file, void *to, size_t size), TYPES(int, void *, size_t), (file, to, size))
ON_FILE(ssize_t, pread, READS, "read", (int file, void *to, size_t size, off_t at),
        TYPES(int, void *, size_t, off_t), (file, to, size, at))
ON_FILE(ssize_t, pread64, READS, "read", (int file, void *to, size_t size, off64_t at),
        TYPES(int, void *, size_t, off64_t), (file, to, size, at))
ON_FILE(int, fsync, WRITES, "fsync", (int file), int, (file))
ON_FILE(int, fdatasync, WRITES, "fsync", (int file), int, (file))
/* A full disk lets a file be cut off. */
#define TRUNCATE(name, type) \
    int name(int file, type size) \
    { \
        REAL(int, name, int, type); \
        struct stat now; \
        int kind = armed && !fstat(file, &now) && size <= now.st_size ? REMOVES : WRITES; \
        return is_struck_on(kind, "truncate", file) ? -1 : real(file, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

ON_FILE(int, fallocate, WRITES, "allocate", (int file, int mode, off_t at, off_t size),
        TYPES(int, int, off_t, off_t), (file, mode, at, size))
ON_FILE(int, fallocate64, WRITES, "allocate", (int file, int mode, off64_t at, off64_t size),
        TYPES(int, int, off64_t, off64_t), (file, mode, at, size))

#define ON_PATH(name, kind, call, parameters, types, arguments, folder, path) \
    int name parameters \
    { \
        REAL(int, name, types); \
        return is_struck_at(kind, call, folder, path) ? -1 : real arguments; \
    }
ON_PATH(rename, WRITES, "rename", (const char *from, const char *to), TYPES(const char *, const char *), (from, to),
        AT_FDCWD, from)
ON_PATH(renameat, WRITES, "rename", (int folder, const char *from, int other, const char *to),
        TYPES(int, const char *, int, const char *), (folder, from, other, to), folder, from)
ON_PATH(mkdir, WRITES, "mkdir", (const char *path, mode_t mode), TYPES(const char *, mode_t), (path, mode), AT_FDCWD,
        path)
ON_PATH(mkdirat, WRITES, "mkdir", (int folder, const char *path, mode_t mode), TYPES(int, const char *, mode_t),
        (folder, path, mode), folder, path)
ON_PATH(unlink, REMOVES, "remove", (const char *path), const char *, (path), AT_FDCWD, path)
ON_PATH(rmdir, REMOVES, "remove", (const char *path), const char *, (path), AT_FDCWD, path)
ON_PATH(unlinkat, REMOVES, "remove", (int folder, const char *path, int flags), TYPES(int, const char *, int),
        (folder, path, flags), folder, path)

static int is_struck_opening(int folder, const char *path, int flags)
{
    return flags & (O_CREAT | O_TRUNC) ? is_struck_at(WRITES, "open", folder, path)
                                       : is_struck_at(READS, "open", folder, path);
}

#define MODE(after) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list more; \
        va_start(more, after); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }
#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        REAL(int, name, const char *, int, ...); \
        MODE(flags) \
        return is_struck_opening(AT_FDCWD, path, flags) ? -1 : real(path, flags, mode); \
    }
#define OPEN_AT(name) \
    int name(int folder, const char *path, int flags, ...) \
    { \
        REAL(int, name, int, const char *, int, ...); \
        MODE(flags) \
        return is_struck_opening(folder, path, flags) ? -1 : real(folder, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
OPEN_AT(openat)
OPEN_AT(openat64)
