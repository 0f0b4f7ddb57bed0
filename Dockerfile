# The site as one image: web and tick run from it (compose.yaml). Built from the locked, hashed requirements only.
FROM python:3.13-slim-trixie

# pg_dump, pg_restore and psql for backup and restore: as new as the server or newer.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home sytyke \
    && install --directory --owner sytyke /data

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    SYTYKE_VAR_DIR=/data \
    STATIC_ROOT=/srv/static

WORKDIR /srv/sytyke
COPY requirements/production.txt requirements/
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --requirement requirements/production.txt
COPY . .
# Collecting asks for no secret, so it runs under settings that need none.
RUN DJANGO_SETTINGS_MODULE=config.settings.demo SYTYKE_VAR_DIR=/tmp python manage.py collectstatic --noinput

USER sytyke
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "--bind", "0.0.0.0:8000"]
