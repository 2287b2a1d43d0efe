typedef int crypto_layer;
