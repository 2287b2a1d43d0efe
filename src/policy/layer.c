typedef int policy_layer;
