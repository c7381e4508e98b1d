# docker build -t move-mirror . && docker run -p 127.0.0.1:8000:8000 -v mirror:/data move-mirror
# Browsers give the camera to HTTPS alone: see docs/operating.md for a reverse proxy.

FROM node:22-slim AS page
WORKDIR /src
COPY web/package.json web/package-lock.json web/
RUN npm --prefix web ci --no-audit --no-fund
COPY web web
COPY converter/pose/pose_spec.json converter/pose/
COPY converter/weights/calibration.json converter/weights/
COPY converter/weights/tfjs converter/weights/tfjs
COPY server/gallery server/gallery
RUN npm --prefix web run build

FROM python:3.11-slim AS packages
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY converter converter
COPY server server
COPY --from=page /src/server/page server/page
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
COPY --from=packages /venv /venv
RUN useradd --system --uid 10001 --create-home mirror && mkdir /data && chown mirror /data
USER mirror
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    MIRROR_INSTANCE=/data MIRROR_HOST=0.0.0.0 MIRROR_LOG=json NUMBA_CACHE_DIR=/home/mirror/.numba
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=120s --interval=30s --timeout=5s \
    CMD python -c "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('PORT', '8000') + '/api/ready', timeout=4)"
CMD ["move-mirror", "serve"]
